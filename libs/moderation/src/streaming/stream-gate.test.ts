import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { type CategorySpan, type Classifier } from '../contract/classifier.js';
import { createModerator } from '../moderator/create-moderator.js';
import { applyVerdict } from '../redaction/apply-redactions.js';
import { Moderator } from '../moderator/moderator.js';
import { definePolicy } from '../policy/parse-policy.js';
import { StreamGate } from './stream-gate.js';

const phrase = 'red lantern';
const request = { requestId: 'request-1', conversationId: 'conversation-1' };

/** Finds a phrase as whole words, so that its findings depend on the character to the right. */
function phraseClassifier(category: 'x/forbidden' | 'x/private' = 'x/forbidden'): Classifier {
  return {
    name: `phrase-${category.slice(2)}`,
    categories: [category],
    classify: async ({ text, partial }) => {
      const spans = [...text.matchAll(new RegExp(`\\b${phrase}\\b`, 'g'))].map(({ index }): CategorySpan => ({
        start: index,
        end: index + phrase.length,
        category,
        score: 1,
        label: 'PHRASE',
      }));
      const settledTo = partial ? Math.max(0, text.length - phrase.length) : text.length;
      return { scores: { [category]: 0 }, spans, scanned: { start: 0, end: text.length }, settledTo };
    },
  };
}

function moderatorWith(
  gate: { mode?: 'window' | 'full'; windowCharacters?: number },
  classifier = phraseClassifier(),
): Moderator {
  const policy = definePolicy({
    name: 'test',
    version: '1',
    categories: Object.fromEntries(
      classifier.categories.map((category) => [category, { action: category === 'x/private' ? 'redact' : 'block' }]),
    ),
    gate: { contextCharacters: 64, ...gate },
  });
  return new Moderator({ policy, classifiers: [classifier] });
}

async function gateAll(moderator: Moderator, chunks: readonly string[]): Promise<{ text: string; stopped: boolean }> {
  const gate = new StreamGate(moderator, request);
  let text = '';
  for (const chunk of chunks) {
    const step = await gate.push(chunk);
    text += step.released;
    if (step.stopped) return { text, stopped: true };
  }
  const last = await gate.end();
  return { text: text + last.released, stopped: last.stopped !== undefined };
}

/** Cuts a text at the given offsets. */
function cut(text: string, offsets: readonly number[]): readonly string[] {
  const ends = [...new Set(offsets.map((offset) => offset % (text.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...ends].map((start, index) => text.slice(start, [...ends, text.length][index]));
}

const words = fc.constantFrom('red', 'lantern', 'redlantern', 'lanterns', 'a', 'naïve', '灯', '👩‍🚀', 'the', '\n');
const text = fc.array(words, { maxLength: 60 }).map((list) => list.join(' '));
const offsets = fc.array(fc.nat(1_000), { maxLength: 40 });
const windowCharacters = fc.integer({ min: 1, max: 80 });
const run = { seed: 20_260_101, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) };

describe('StreamGate', () => {
  it.each(['window', 'full'] as const)(
    'releases no character of a phrase that is cut anywhere (mode %s)',
    async (mode) => {
      const before = 'The boat carried a ';
      const whole = `${before}${phrase} at its mast.`;
      for (let offset = 0; offset <= whole.length; offset += 1) {
        for (const size of [1, 7, 64]) {
          const moderator = moderatorWith({ mode, windowCharacters: size });
          const { text: released, stopped } = await gateAll(moderator, [whole.slice(0, offset), whole.slice(offset)]);
          expect(stopped).toBe(true);
          expect(before.startsWith(released)).toBe(true);
        }
      }
    },
  );

  it('releases no character of a phrase in any text, with any cuts and window', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, offsets, windowCharacters, async (before, after, cuts, size) => {
        const clean = before.replaceAll(phrase, 'red lamp');
        const whole = `${clean} ${phrase} ${after}`;
        const { text: released, stopped } = await gateAll(moderatorWith({ windowCharacters: size }), cut(whole, cuts));
        expect(stopped).toBe(true);
        expect(`${clean} `.startsWith(released)).toBe(true);
      }),
      run,
    );
  });

  it.each(['window', 'full'] as const)('releases a harmless text unchanged (mode %s)', async (mode) => {
    await fc.assert(
      fc.asyncProperty(text, offsets, windowCharacters, async (written, cuts, size) => {
        const whole = written.replaceAll(phrase, 'red lamp');
        const gated = await gateAll(moderatorWith({ mode, windowCharacters: size }), cut(whole, cuts));
        expect(gated).toEqual({ text: whole, stopped: false });
      }),
      run,
    );
  });

  it.each(['window', 'full'] as const)('redacts a stream exactly as the whole text (mode %s)', async (mode) => {
    await fc.assert(
      fc.asyncProperty(text, offsets, windowCharacters, async (written, cuts, size) => {
        const moderator = moderatorWith({ mode, windowCharacters: size }, phraseClassifier('x/private'));
        const verdict = await moderator.moderate({
          stage: 'output',
          role: 'assistant',
          text: written,
          path: 'p',
          ...request,
        });
        const gated = await gateAll(moderator, cut(written, cuts));
        expect(gated).toEqual({ text: applyVerdict(written, verdict), stopped: false });
      }),
      run,
    );
  });

  it('stops words that many blank lines keep apart', async () => {
    const classifier: Classifier = {
      name: 'whole',
      categories: ['x/forbidden'],
      classify: async ({ text }) => ({
        scores: { 'x/forbidden': /red\s+lantern/.test(text) ? 1 : 0 },
        spans: [],
        scanned: { start: 0, end: text.length },
        settledTo: text.length,
      }),
    };
    const blank = Array<string>(6).fill('\n'.repeat(50));
    const moderator = moderatorWith({ windowCharacters: 20 }, classifier);
    const { text, stopped } = await gateAll(moderator, ['The sea is red', ...blank, 'lantern']);
    expect(stopped).toBe(true);
    expect(text).toContain('The sea is red');
  });

  it('moderates a stream as the whole text with the local classifiers', async () => {
    const pieces = fc.constantFrom(
      'assessment',
      'class',
      'f u c k',
      'fu',
      'ck',
      'shit',
      'grapes',
      'f.u.c.k',
      '0123',
      'mail bob@harbour.org',
      'call +1 541-714-1388',
      'GB82 WEST 1234 5698 7654 32',
      '4111 1111 1111 1111',
      '<|im_',
      'start|>',
      '[INST]',
      'дом',
      'ｆｕｃｋ',
      'f\u200buck',
      'चलो',
      'ssn 460-89-9847',
      'ZnVjayB5b3UgYm90aA==',
      'password = ',
      'hunter2Zq81xv',
      `ghp_${'a1B2'.repeat(9)}`,
      'Bearer abcDEF123456ghiJKL',
      '-----BEGIN RSA PRIVATE KEY-----',
      'MIIEow',
      '-----END RSA PRIVATE KEY-----',
      'curl -u admin:9xK2mmQ1',
      'red lantern',
      'r e d',
      'l a n t e r n',
      'TKT-1234',
      '红灯笼',
    );
    const separator = fc.constantFrom(' ', '', '\n', ', ', '. ');
    const mixed = fc.array(fc.tuple(pieces, separator), { maxLength: 25 }).map((list) => list.flat().join(''));
    const policy = definePolicy({
      name: 'test',
      version: '1',
      categories: {
        'x/profanity': { action: 'redact' },
        'x/control-strings': { action: 'redact' },
        'x/rules': { action: 'redact' },
      },
      rules: [{ name: 'lantern', words: ['red lantern', '红灯笼'], patterns: ['TKT-[0-9]{4}'] }],
    });
    await fc.assert(
      fc.asyncProperty(mixed, offsets, windowCharacters, async (written, cuts, size) => {
        const moderator = createModerator({ policy: { ...policy, gate: { ...policy.gate, windowCharacters: size } } });
        const verdict = await moderator.moderate({
          stage: 'output',
          role: 'assistant',
          text: written,
          path: 'p',
          ...request,
        });
        const gated = await gateAll(moderator, cut(written, cuts));
        expect(gated).toEqual({ text: applyVerdict(written, verdict), stopped: false });
      }),
      run,
    );
  });
});

describe('a classifier whose result makes no sense', () => {
  it.each([
    { settledTo: Number.NaN },
    { scanned: { start: 0, end: Number.NaN } },
    { scanned: undefined as never },
    { spans: undefined as never },
  ])('counts as failed and releases nothing: %j', async (wrong) => {
    const classifier = phraseClassifier('x/private');
    const broken: Classifier = {
      ...classifier,
      classify: async (input, context) => ({ ...(await classifier.classify(input, context)), ...wrong }),
    };
    const { text, stopped } = await gateAll(moderatorWith({ windowCharacters: 4 }, broken), [
      'A red ',
      'lantern',
      ' it is.',
    ]);
    expect({ text, stopped }).toEqual({ text: '', stopped: true });
  });
});
