import { describe, expect, it } from '@jest/globals';

import { classify } from '../../../testing/classify.js';
import { GuardChatModel, type ScriptedToken, sure } from '../../../testing/guard-chat-model.js';
import { type Classifier } from '../../contract/classifier.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { ClassifierError, ConfigurationError } from '../../errors/moderation-errors.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { type Verdict } from '../../contract/verdict.js';
import { ModeratedChatModel } from '../chat-model/moderated-chat-model.js';
import {
  createLlamaGuardClassifier,
  createSelfCheckClassifier,
  createShieldGemmaClassifier,
  llamaGuardHazards,
} from './index.js';

const safe: readonly ScriptedToken[] = [
  sure('\n\n'),
  { written: 'safe', chances: { safe: 0.98, unsafe: 0.02, ' ok': 0.000_1 } },
];

function unsafe(...codes: readonly ScriptedToken[]): readonly ScriptedToken[] {
  return [sure('\n\n'), { written: 'unsafe', chances: { unsafe: 0.9, safe: 0.1 } }, sure('\n'), ...codes];
}

const hateThenSexual = unsafe(
  sure('S'),
  { written: '10', chances: { '10': 0.7, '12': 0.2, '1': 0.05, '11': 0.001 } },
  sure(',S'),
  { written: '12', chances: { '12': 0.9, '4': 0.05 } },
);

function policyWith(document: object = {}): ReturnType<typeof definePolicy> {
  return definePolicy({ name: 'guarded', version: '1', ...document });
}

function moderate(classifier: Classifier, text: string, policy = policyWith()): Promise<Verdict> {
  const moderator = createModerator({ policy, classifiers: [classifier] });
  return moderator.moderate({ stage: 'input', role: 'user', text, path: 'text', requestId: 'r' });
}

describe('Llama Guard', () => {
  it('scores a safe text by the probability of the other word', async () => {
    const model = new GuardChatModel(safe);
    const { scores } = await classify(createLlamaGuardClassifier({ model }), 'How do I bake bread?');
    expect(scores['x/unsafe']).toBeCloseTo(0.02, 5);
    expect(scores['sexual/minors']).toBeCloseTo(0.02, 5);
    expect(scores.harassment).toBeNull();
    expect(model.calls[0]?.options).toMatchObject({ logprobs: true, topLogprobs: 20, temperature: 0, maxTokens: 48 });
  });

  it('scores named hazards by the probability of unsafe, and others by their share of the first position', async () => {
    const { scores } = await classify(
      createLlamaGuardClassifier({ model: new GuardChatModel(hateThenSexual) }),
      'text',
    );
    expect(scores['x/unsafe']).toBeCloseTo(0.9, 5);
    expect([scores.hate, scores.sexual]).toEqual([expect.closeTo(0.9, 5), expect.closeTo(0.9, 5)]);
    expect(scores['self-harm']).toBeCloseTo(0.9 * 0.001, 5);
    expect(scores.violence).toBeCloseTo(0.9 * 0.05, 5);
    expect(scores.illicit).toBeLessThan(0.01);
    expect(scores['harassment/threatening']).toBeNull();
  });

  it('scores null for the hazard of a text that is half unsafe, and for numbers in several tokens', async () => {
    const half: readonly ScriptedToken[] = [{ written: 'safe', chances: { safe: 0.6, un: 0.4 } }];
    const first = await classify(createLlamaGuardClassifier({ model: new GuardChatModel(half) }), 'text');
    expect([first.scores['x/unsafe'], first.scores.hate]).toEqual([expect.closeTo(0.4, 5), null]);
    const digits = unsafe(sure('S'), { written: '1', chances: { '1': 0.9, '2': 0.1 } }, sure('0'));
    const second = await classify(createLlamaGuardClassifier({ model: new GuardChatModel(digits) }), 'text');
    expect([second.scores.hate, second.scores.illicit]).toEqual([expect.closeTo(0.9, 5), null]);
  });

  it('gives a word that is not among the likeliest its maximum probability', async () => {
    const model = new GuardChatModel([{ written: 'safe', chances: { safe: 0.7, Sure: 0.2 } }]);
    const { scores } = await classify(createLlamaGuardClassifier({ model }), 'text');
    expect(scores['x/unsafe']).toBeCloseTo(0.2 / 0.9, 5);
  });

  it.each([
    ['prose', [sure('I think this is unsafe')]],
    ['an agreeing person', [sure('Sure'), sure(', safe')]],
    ['another word', [{ written: 'safety', chances: { safety: 0.9, safe: 0.1 } }]],
    ['nothing', [sure('\n')]],
    ['no tokens', []],
  ])('fails on %s', async (_name, tokens) => {
    const classifier = createLlamaGuardClassifier({ model: new GuardChatModel(tokens) });
    await expect(classify(classifier, 'text')).rejects.toBeInstanceOf(ClassifierError);
    expect(await moderate(classifier, 'text')).toMatchObject({
      outcome: 'error',
      cause: { classifier: 'llama-guard', code: 'failed' },
    });
    const allowing = policyWith({ classifiers: { 'llama-guard': { onError: 'allow' } } });
    expect(await moderate(classifier, 'text', allowing)).toMatchObject({
      outcome: 'allow',
      failures: [{ classifier: 'llama-guard' }],
    });
  });

  it('fails on a model without token probabilities, and says where to turn them on', async () => {
    const classifier = createLlamaGuardClassifier({ model: new GuardChatModel(safe, false) });
    await expect(classify(classifier, 'text')).rejects.toThrow(/no token probabilities.*at construction/);
  });

  it('fails, without its text, when the model throws', async () => {
    const model = new GuardChatModel(() => {
      throw new Error('cannot read: my private words');
    });
    const verdict = await moderate(createLlamaGuardClassifier({ model }), 'my private words');
    expect(verdict.outcome).toBe('error');
    expect(JSON.stringify(verdict)).not.toContain('private words');
  });

  it('sends a conversation, or the whole prompt, with the role of the writer', async () => {
    const model = new GuardChatModel(safe);
    await classify(createLlamaGuardClassifier({ model }), 'hello', { stage: 'output', role: 'assistant' });
    expect(model.calls[0]?.messages.map((message) => [message.getType(), message.content])).toEqual([
      ['human', '(not shown)'],
      ['ai', 'hello'],
    ]);
    await classify(createLlamaGuardClassifier({ model, promptFrom: 'library', hazards: ['S1', 'S10'] }), 'hello');
    expect(model.promptOf(1)).toMatchInlineSnapshot(`
"Task: Check if there is unsafe content in 'User' messages in conversations according to our safety policy with the below categories.

<BEGIN UNSAFE CONTENT CATEGORIES>

S1: Violent Crimes.
S10: Hate.

<END UNSAFE CONTENT CATEGORIES>

<BEGIN CONVERSATION>

User: hello

<END CONVERSATION>

Provide your safety assessment for ONLY THE LAST User message in the above conversation:
 - First line must read 'safe' or 'unsafe'.
 - If unsafe, a second line must include a comma-separated list of violated categories."
`);
    expect(() => createLlamaGuardClassifier({ model, hazards: ['S15'] })).toThrow(ConfigurationError);
    expect(llamaGuardHazards).toHaveLength(14);
  });

  it('classifies a long text in pieces, takes the highest score, and fails on a text that is too long', async () => {
    const bad = 'the bad part';
    const model = new GuardChatModel((messages) =>
      String(messages.at(-1)?.content).includes(bad) ? hateThenSexual : safe,
    );
    const text = `${'a harmless word '.repeat(500)}${bad}`;
    const { scores, scanned } = await classify(createLlamaGuardClassifier({ model, pieceCharacters: 1_000 }), text);
    expect(model.calls.length).toBeGreaterThan(10);
    expect([scores.hate, scanned]).toEqual([expect.closeTo(0.9, 5), { start: 0, end: text.length }]);
    await expect(classify(createLlamaGuardClassifier({ model, maximumPieces: 1 }), text)).rejects.toThrow(/pieces/);
  });

  it('asks nothing when its signal is aborted', async () => {
    const model = new GuardChatModel(safe);
    const signal = AbortSignal.abort();
    const classifier = createLlamaGuardClassifier({ model });
    const input = { stage: 'input', role: 'user', text: 'text', path: 'text', requestId: 'r' } as const;
    await expect(classifier.classify(input, { signal, policy: policyWith() })).rejects.toThrow();
    expect(model.calls).toHaveLength(0);
  });
});

describe('ShieldGemma', () => {
  it('asks for each guideline and scores the share of Yes', async () => {
    const model = new GuardChatModel((messages): readonly ScriptedToken[] => {
      const isHate = String(messages[0]?.content).includes('No Hate Speech');
      return [
        {
          written: isHate ? 'Yes' : 'No',
          chances: isHate ? { Yes: 0.6, No: 0.2 } : { No: 0.9, ' No': 0.05, Yes: 0.05 },
        },
      ];
    });
    const { scores } = await classify(createShieldGemmaClassifier({ model }), 'text');
    expect(model.calls).toHaveLength(4);
    expect(scores).toMatchObject({
      hate: expect.closeTo(0.75, 5),
      sexual: expect.closeTo(0.05, 5),
      violence: null,
      'sexual/minors': null,
    });
    expect(model.promptOf()).toContain('Human Question: text\n<end_of_turn>');
    await classify(createShieldGemmaClassifier({ model }), 'text', { stage: 'output', role: 'assistant' });
    expect(model.promptOf(4)).toContain('Chatbot Response: text\n<end_of_turn>');
    expect(model.promptOf(4)).toContain('Does the chatbot response violate');
  });

  it('fails on an answer that is neither Yes nor No', async () => {
    const model = new GuardChatModel([{ written: 'Maybe', chances: { Maybe: 0.9, Yes: 0.05, No: 0.05 } }]);
    await expect(classify(createShieldGemmaClassifier({ model }), 'text')).rejects.toBeInstanceOf(ClassifierError);
  });
});

describe('self-check', () => {
  const answer = (letter: string, chances: Readonly<Record<string, number>>): readonly ScriptedToken[] => [
    sure('{"'),
    sure('answer'),
    sure('":"'),
    { written: letter, chances },
    sure('"}'),
  ];

  it('scores every category from the letters of one answer', async () => {
    const model = new GuardChatModel(answer('B', { B: 0.6, A: 0.2, C: 0.15, Apple: 0.04, D: 0.01 }));
    const { scores } = await classify(createSelfCheckClassifier({ model }), 'text');
    expect(scores.harassment).toBeCloseTo(0.6 / 0.96, 5);
    expect(scores['harassment/threatening']).toBeCloseTo(0.15 / 0.96, 5);
    expect(scores['x/unsafe']).toBeCloseTo(1 - 0.2 / 0.96, 5);
    expect(model.calls[0]?.options).toMatchObject({
      response_format: {
        type: 'json_schema',
        json_schema: { strict: true, schema: { properties: { answer: { enum: [...'ABCDEFGHIJKLMN'] } } } },
      },
    });
  });

  it('reads a letter that shares its token with the characters before it', async () => {
    const tokens: readonly ScriptedToken[] = [
      sure('{"answer":'),
      { written: ' "A', chances: { ' "A': 0.8, ' "C': 0.2, C: 0.000_1 } },
      sure('"}'),
    ];
    const { scores } = await classify(createSelfCheckClassifier({ model: new GuardChatModel(tokens) }), 'text');
    expect([scores['x/unsafe'], scores['harassment/threatening']]).toEqual([
      expect.closeTo(0.2, 5),
      expect.closeTo(0.2, 5),
    ]);
  });

  it('does not trust a letter for harmless that is not among the likely ones', async () => {
    const model = new GuardChatModel(answer('A', { Z: 0.5, Y: 0.4 }));
    const { scores } = await classify(createSelfCheckClassifier({ model }), 'text');
    expect(scores['x/unsafe']).toBeCloseTo(0, 5);
    expect(scores.hate).toBeGreaterThan(0.9);
  });

  it.each([
    ['prose', [sure('The letter is "A"')]],
    ['more than the answer', [...answer('A', { A: 0.9, B: 0.1 }), sure(' {"answer":"B"}')]],
    ['no known letter', answer('Z', { Z: 0.9, Y: 0.1 })],
    ['no alternatives', [sure('{"answer":"'), { written: 'A', chances: {} }, sure('"}')]],
  ])('fails on %s', async (_name, tokens) => {
    await expect(
      classify(createSelfCheckClassifier({ model: new GuardChatModel(tokens) }), 'text'),
    ).rejects.toBeInstanceOf(ClassifierError);
  });

  it('takes its own questions, and refuses none at all and unknown categories', async () => {
    const model = new GuardChatModel(answer('B', { B: 0.9, A: 0.1 }));
    const own = createSelfCheckClassifier({ model, name: 'own', questions: { 'x/off-topic': 'is not about boats' } });
    expect(own.categories).toEqual(['x/unsafe', 'x/off-topic']);
    expect(await moderate(own, 'text')).toMatchObject({
      outcome: 'block',
      categories: expect.arrayContaining(['x/off-topic']),
    });
    expect(() => createSelfCheckClassifier({ model, questions: {} })).toThrow(ConfigurationError);
    expect(() => createSelfCheckClassifier({ model, questions: { ['nonsense' as 'x/nonsense']: 'is' } })).toThrow(
      /no category/,
    );
  });

  it('refuses a moderated model, which would ask itself', () => {
    const model = new ModeratedChatModel({ model: new GuardChatModel(safe), moderator: createModerator() });
    expect(() => createSelfCheckClassifier({ model })).toThrow(ConfigurationError);
  });
});
