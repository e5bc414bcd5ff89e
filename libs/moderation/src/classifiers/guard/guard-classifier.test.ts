import { describe, expect, it } from '@jest/globals';

import { classify } from '../../../testing/classify.js';
import { createFakeGuardModel, FakeEncoder, fakeGuardThresholds } from '../../../testing/fake-encoder.js';
import { createLanguageHead } from '../../../testing/language-head.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { Moderator } from '../../moderator/moderator.js';
import { guardClassifier } from './guard-classifier.js';

const policy = definePolicy({ name: 'test', version: '1', categories: fakeGuardThresholds });

function createGuard({ maximumCharacters = 2_000, model = createFakeGuardModel() } = {}) {
  const encoder = new FakeEncoder(maximumCharacters);
  return { encoder, guard: guardClassifier({ encoder, model }) };
}

const filler = 'The ferry leaves at noon, and the sea is calm today. ';

describe('guardClassifier', () => {
  it.each([
    ['user', 'input', 'Good day', undefined, 'user: good day'],
    ['tool', 'tool-result', 'Good day', undefined, 'tool: good day'],
    ['system', 'input', 'Good day', undefined, 'text: good day'],
    ['assistant', 'output', 'Good day', undefined, 'assistant: good day'],
    ['assistant', 'output', 'Good day', 'Hello?', 'user: hello? assistant: good day'],
    ['assistant', 'output', 'Yes', `${'x'.repeat(50)}${'y'.repeat(300)}`, `user: ${'y'.repeat(300)} assistant: yes`],
    ['user', 'input', 'Good day', 'Hello?', 'user: good day'],
    ['user', 'input', 'Ｇｏｏｄ\u200b day😀', undefined, 'user: good day'],
    ['user', 'input', 'Good 你好 day', undefined, 'user: good day'],
    ['user', 'input', '12 + 30', undefined, 'user: 12 + 30'],
    ['assistant', 'output', 'Yes', 'Kаn 你 I?', 'user: kan i? assistant: yes'],
    ['assistant', 'output', 'Yes', '你好', 'assistant: yes'],
  ] as const)(
    'writes a text of %s at %s as it was trained: %j after %j',
    async (role, stage, text, precedingText, written) => {
      const { encoder, guard } = createGuard();
      await classify(guard, text, { role, stage, precedingText });
      expect(encoder.texts).toEqual([written]);
    },
  );

  it.each<[string, string, string]>([
    ['hate', 'a hateful text', 'harassment/threatening'],
    ['harassment/threatening', 'a threat', 'hate'],
    ['self-harm/intent', 'despair', 'hate'],
  ])('scores %s for its word', async (category, text, other) => {
    const { scores } = await classify(createGuard().guard, text);
    expect(scores).toMatchObject({ [category]: expect.any(Number) });
    expect(scores[category as 'hate']).toBeGreaterThan(0.5);
    expect(scores[other as 'hate']).toBeLessThan(0.5);
  });

  it('adds the scores of the cheap classifiers', async () => {
    const { guard } = createGuard();
    const { scores } = await classify(guard, 'n1gg3r');
    expect(scores.hate).toBeGreaterThan(0.9);
    expect((await classify(guard, 'neighbour')).scores.hate).toBeLessThan(0.1);
  });

  it.each([
    ['assistant', 'output'],
    ['system', 'input'],
  ] as const)('does not score attacks in a text of %s', async (role, stage) => {
    const { scores } = await classify(createGuard().guard, 'override', { role, stage });
    expect(scores['x/injection']).toBeNull();
    expect(scores.hate).toBeLessThan(0.5);
  });

  it.each(['你今天好吗？', 'Как дела? 42', 'صباح الخير'])(
    'judges nothing in a script that it cannot read: %s',
    async (text) => {
      const { encoder, guard } = createGuard();
      const { scores } = await classify(guard, text);
      expect(new Set(Object.values(scores))).toEqual(new Set([null]));
      expect(encoder.texts).toEqual([]);
    },
  );

  it.each([' \n', '😀🔪'])('gives a text without words the score 0 without asking the encoder: %j', async (text) => {
    const { encoder, guard } = createGuard();
    expect((await classify(guard, text)).scores).toEqual({
      hate: 0,
      'harassment/threatening': 0,
      'x/injection': 0,
      'self-harm/intent': 0,
    });
    expect(encoder.texts).toEqual([]);
  });

  it('judges nothing in a language that the model does not know', async () => {
    const language = createLanguageHead(['a threat'], ['hateful']);
    const { guard } = createGuard({ model: createFakeGuardModel({ language }) });
    expect(new Set(Object.values((await classify(guard, 'hateful')).scores))).toEqual(new Set([null]));
    expect((await classify(guard, 'a threat')).scores).toMatchObject({ hate: expect.any(Number) });
  });

  it('finds a word wherever it is in a long text, in windows within the size', async () => {
    for (const before of [0, 15, 17, 18, 40, 79]) {
      const { encoder, guard } = createGuard();
      const text = `${filler.repeat(before)}hateful ${filler.repeat(80 - before)}`;
      const { scores } = await classify(guard, text);
      expect(scores.hate).toBeGreaterThan(0.5);
      for (const written of encoder.texts) expect(written.length).toBeLessThanOrEqual('user: '.length + 900);
    }
  });

  it('splits windows that have too many tokens until the encoder reads them, and leaves nothing out', async () => {
    const { encoder, guard } = createGuard({ maximumCharacters: 70 });
    const words = Array.from({ length: 400 }, (_, index) => `w${index}`);
    await classify(guard, words.join(' '));
    const read = new Set(encoder.texts.filter((text) => text.length <= 70).flatMap((text) => text.split(/\s/)));
    expect(words.filter((word) => !read.has(word))).toEqual([]);
  });

  it('shortens the turn before an answer when both are too long', async () => {
    const { encoder, guard } = createGuard({ maximumCharacters: 100 });
    await classify(guard, 'Yes.', { role: 'assistant', stage: 'output', precedingText: 'why '.repeat(100) });
    expect(encoder.texts.at(-1)).toMatch(/^user: .*why assistant: yes\.$/);
    expect(encoder.texts.at(-1)?.length).toBeLessThanOrEqual(100);
  });

  it.each(['\n'.repeat(1_000), '🎉 '.repeat(300), '\u200b'.repeat(1_000)])(
    'finds the turn before an answer in front of filler',
    async (filler) => {
      const { encoder, guard } = createGuard();
      const precedingText = `Why?${filler}`;
      await classify(guard, 'Yes.', { role: 'assistant', stage: 'output', precedingText });
      expect(encoder.texts.at(-1)).toBe('user: why? assistant: yes.');
    },
  );

  it('fails closed when the encoder reads not even a small piece', async () => {
    const { guard } = createGuard({ maximumCharacters: 5 });
    const moderator = new Moderator({ policy, classifiers: [guard] });
    const verdict = await moderator.check('A text that nobody reads');
    expect(verdict).toMatchObject({ outcome: 'error', cause: { classifier: 'guard', code: 'failed' } });
    expect(verdict.reason).toContain('even those are too many tokens');
  });

  it('reads only the windows with new characters', async () => {
    const { encoder, guard } = createGuard();
    const before = filler.repeat(60);
    const { scanned } = await classify(guard, `${before}The end.`, { moderatedTo: before.length });
    expect(encoder.texts).toHaveLength(1);
    expect(encoder.texts[0]).toContain('the end.');
    expect(scanned.end).toBe(before.length + 8);
  });

  it('names model, weights and encoder in its version, so that results are remembered', async () => {
    const { encoder, guard } = createGuard();
    expect(guard.version).toBe('fake-guard+1.0.0+000000000000+fake@1+0.1.0');
    const moderator = new Moderator({ policy, classifiers: [guard] });
    const answer = { text: 'Good day', stage: 'output' } as const;
    await moderator.check(answer);
    await moderator.check(answer);
    expect(encoder.texts).toHaveLength(1);
    await moderator.check({ ...answer, precedingText: 'Hello?' });
    expect(encoder.texts).toHaveLength(2);
  });

  it('refuses an encoder with vectors of another length', () => {
    const model = createFakeGuardModel({ dimensions: 384 });
    expect(() => guardClassifier({ encoder: new FakeEncoder(), model })).toThrow(
      'The encoder fake@1 gives 5 numbers for a text, and the guard model fake-guard reads 384',
    );
  });
});
