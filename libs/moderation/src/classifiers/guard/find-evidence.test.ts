import { describe, expect, it } from '@jest/globals';

import { createFakeGuardModel, FakeEncoder, fakeGuardThresholds } from '../../../testing/fake-encoder.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { type PolicyDocument } from '../../policy/schema/policy-schema.js';
import { Moderator } from '../../moderator/moderator.js';
import { applyVerdict } from '../../redaction/apply-redactions.js';
import { findEncodeQueue } from './encode-queue.js';
import { guardClassifier } from './guard-classifier.js';
import { findEvidence, maximumOccludedTexts } from './find-evidence.js';

function moderateWith(changes: Partial<PolicyDocument> = {}) {
  const encoder = new FakeEncoder();
  const guard = guardClassifier({ encoder, model: createFakeGuardModel() });
  const categories = { ...fakeGuardThresholds, ...changes.categories };
  const policy = definePolicy({ name: 'test', version: '1', ...changes, categories });
  return { encoder, moderator: new Moderator({ policy, classifiers: [guard] }) };
}

const filler = 'The ferry leaves at noon, and the sea is calm today. ';

describe('findings of the guard', () => {
  it.each<[string, string, string]>([
    ['one sentence', ' A hateful text ', 'A hateful text'],
    ['the sentence of several', 'Good day. This is hateful! Farewell.', 'This is hateful!'],
    ['the line of several', 'Good day\nall hateful here\nbye', 'all hateful here'],
    ['a sentence deep in a long text', `${filler.repeat(60)}This is hateful. ${filler.repeat(10)}`, 'This is hateful.'],
  ])('show %s that carries the score', async (_, text, sentence) => {
    const { moderator } = moderateWith();
    const { findings } = await moderator.check(text);
    expect(findings).toMatchObject([{ category: 'hate', isWholeText: true, classifiers: ['guard'] }]);
    const shown = findings.flatMap(({ spans }) => spans.map(({ start, end }) => text.slice(start, end)));
    if (text.length < 1_000) expect(shown).toEqual([sentence]);
    else expect(shown.join()).toContain(sentence);
  });

  it('are not searched in a piece that is mostly filler', async () => {
    const { encoder, moderator } = moderateWith();
    const text = `So hateful.${' '.repeat(6_000)}Good day.`;
    const { findings } = await moderator.check(text);
    expect(findings.map(({ spans }) => spans)).toEqual([[{ start: 0, end: text.length }]]);
    expect(encoder.texts).toHaveLength(1);
  });

  it('are not searched while many texts wait', async () => {
    const { encoder, moderator } = moderateWith();
    let release: () => void = () => undefined;
    encoder.gate = new Promise<void>((resolve) => (release = resolve));
    const first = moderator.check('So hateful. Good day.');
    await new Promise((resolve) => setImmediate(resolve));
    const others = Array.from({ length: 30 }, (_, index) => moderator.check(`${index} ${filler.repeat(16)}`));
    // Calls that used up a turn of the event loop reach the queue in a later one.
    for (const _ of others) await new Promise((resolve) => setImmediate(resolve));
    expect(findEncodeQueue(encoder).isBusy).toBe(true);
    release();
    expect((await first).findings).toMatchObject([{ category: 'hate', spans: [], isWholeText: true }]);
    await Promise.all(others);
    expect(encoder.texts).toHaveLength(31);
  });

  it('stay within the text where a piece is white space', async () => {
    const pieces = [{ start: 2, end: 4, logOdds: new Map([['hate' as const, 9]]) }];
    const found = await findEvidence('ab  ', ['hate'], pieces, { scoreVariants: async () => [] });
    expect(found).toEqual([{ start: 2, end: 4, category: 'hate' }]);
  });

  it('show a sentence for each category', async () => {
    const { moderator } = moderateWith();
    const text = 'So hateful. Much talk. A threat.';
    const { findings } = await moderator.check(text);
    expect(findings.map(({ category, spans: [span] }) => [category, text.slice(span?.start, span?.end)])).toEqual([
      ['hate', 'So hateful.'],
      ['harassment/threatening', 'A threat.'],
    ]);
  });

  it('cost a bounded number of texts, and none without a finding', async () => {
    const { encoder, moderator } = moderateWith();
    const windows = async (text: string): Promise<number> => {
      const before = encoder.texts.length;
      await moderator.check(text);
      return encoder.texts.length - before;
    };
    expect(await windows('Ok. '.repeat(200))).toBe(1);
    expect(await windows(`${'Ok. '.repeat(100)} So hateful.`)).toBeLessThanOrEqual(1 + maximumOccludedTexts);
    expect(await windows('Only one hateful sentence')).toBe(1);
    // Four categories in four windows share the bound.
    const words = ['hateful', 'threat', 'override', 'despair'];
    const long = words.map((word) => `${filler.repeat(16)}${word}. `).join('');
    const { findings } = await moderator.check(long);
    expect(findings.map(({ spans }) => spans.length)).toEqual([1, 1, 1, 1]);
    expect(await windows(`${long} `)).toBeLessThanOrEqual(6 + maximumOccludedTexts);
  });

  it('change no decision: a redact rule still blocks a score of the whole text', async () => {
    const text = 'Good day. This is hateful! Farewell.';
    for (const action of ['redact', 'flag', 'monitor', 'block'] as const) {
      const { moderator } = moderateWith({ categories: { hate: { threshold: 0.5, action } } });
      const verdict = await moderator.check(text);
      expect(verdict.findings).toMatchObject([{ action, spans: [{ start: 10, end: 26 }] }]);
      expect(applyVerdict(text, verdict)).toBe(action === 'flag' || action === 'monitor' ? text : undefined);
    }
  });

  it('are explained in a text that goes on only where they stop it', async () => {
    const text = 'Good day. This is hateful! Farewell.';
    for (const [action, texts] of [
      ['flag', 1],
      ['block', 4],
    ] as const) {
      const { encoder, moderator } = moderateWith({ categories: { hate: { threshold: 0.5, action } } });
      await moderator.check({ text, stage: 'output', partial: true });
      expect(encoder.texts).toHaveLength(texts);
    }
  });

  it.each([
    ['no sentence below the threshold of the guard', 1, 0, 1],
    ['each sentence from the threshold of the guard on', 0.3, 1, 4],
  ])('are explained by %s', async (_, threshold, findingCount, textCount) => {
    const hate = { threshold: 0.5, thresholds: { guard: threshold } };
    const { encoder, moderator } = moderateWith({ categories: { hate } });
    const { findings } = await moderator.check('Good day. This is hateful! Farewell.');
    expect(findings).toHaveLength(findingCount);
    expect(encoder.texts).toHaveLength(textCount);
  });

  it('stand without an explanation when the encoder fails on it', async () => {
    const { encoder, moderator } = moderateWith();
    const { encode } = encoder;
    encoder.encode = async (texts, options) => {
      if (encoder.batches.length > 0) throw new Error('broken');
      return encode.call(encoder, texts, options);
    };
    const verdict = await moderator.check('Good day. This is hateful! Farewell.');
    expect(verdict).toMatchObject({ outcome: 'block', findings: [{ category: 'hate', spans: [] }] });
  });
});
