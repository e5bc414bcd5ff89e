import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { SlowClassifier } from '../../testing/slow-classifier.js';
import { violations } from '../../testing/violations.js';
import { applyVerdict, applyVerdictToRange } from '../redaction/apply-redactions.js';
import { type Classifier } from '../contract/classifier.js';
import { createModerator } from '../moderator/create-moderator.js';
import { gateParts, gateText } from './gate-stream.js';
import { type Moderator } from '../moderator/moderator.js';
import { definePolicy } from '../policy/parse-policy.js';
import { type PolicyAction } from '../contract/verdict.js';
import { StreamGate } from './stream-gate.js';
import { toCharacterBoundary } from '../text/text-chunks.js';

const request = { requestId: 'request-1', conversationId: 'conversation-1' };
const run = { seed: 20_260_101, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) };

/** Makes a moderator with all local classifiers that takes one action on every finding. */
function moderatorWithAction(
  action: PolicyAction,
  gate: { mode: 'window' | 'full'; windowCharacters: number; maximumWaitMs?: number },
  classifiers: readonly Classifier[] = [],
): Moderator {
  const categories = ['x/profanity', 'hate', 'sexual', 'x/pii', 'x/secrets', 'x/control-strings', 'x/rules'];
  const policy = definePolicy({
    name: 'test',
    version: '1',
    categories: Object.fromEntries(categories.map((category) => [category, { action }])),
    rules: [{ name: 'bluebird', words: ['project bluebird'], patterns: ['BLU-[0-9]{6}'] }],
    redaction: { hashKey: 'a key for tests only' },
    // A busy machine must not look like a slow classifier.
    otherClassifiers: { timeoutMs: 120_000 },
    gate,
  });
  return createModerator({ policy, classifiers });
}

const prose = fc.constantFrom(
  'the',
  'harbour',
  'assessment',
  'a',
  'class',
  'I',
  'naïve',
  '灯笼',
  '👩‍🚀',
  'हिन्दी',
  'مرحبا',
  'x',
  '12',
  '3.14',
  'e.g.',
  'so-called',
  '(see',
  'note)',
  '"quoted"',
  'key',
  'call',
  'https://example.org/a?b=c',
  '<b>',
  '[1]',
  'is',
  'bluebird',
  'project',
  '\n',
  '…',
);
const text = fc.array(prose, { maxLength: 25 }).map((words) => words.join(' '));
const anyText = fc.oneof(text, fc.string({ unit: 'binary', maxLength: 80 }));
const mode = fc.constantFrom('window' as const, 'full' as const);
const windowCharacters = fc.integer({ min: 1, max: 120 });
const cuts = fc.array(fc.record({ offset: fc.nat(2_000), pause: fc.boolean() }), { maxLength: 30 });

/** A text cut at random offsets. After some pieces the gate is asked to check, as if text had waited long enough. */
interface Pieces {
  readonly chunks: readonly { readonly text: string; readonly pause: boolean }[];
}

function cut(whole: string, at: readonly { readonly offset: number; readonly pause: boolean }[]): Pieces {
  const ends = [...new Map(at.map(({ offset, pause }) => [offset % (whole.length + 1), pause]))].toSorted(
    ([a], [b]) => a - b,
  );
  const cutsAndEnd = [...ends, [whole.length, false] as const];
  return {
    chunks: cutsAndEnd.map(([end, pause], index) => ({
      text: whole.slice(cutsAndEnd[index - 1]?.[0] ?? 0, end),
      pause,
    })),
  };
}

async function gateAll(
  moderator: Moderator,
  { chunks }: Pieces,
  begunText?: string,
): Promise<{ released: string; stopped: boolean }> {
  const gate = new StreamGate(moderator, { ...request, begunText });
  let released = '';
  for (const chunk of chunks) {
    for (const step of [await gate.push(chunk.text), ...(chunk.pause ? [await gate.check()] : [])]) {
      // A check in the background may end in between.
      if (chunk.pause) await setImmediate();
      released += step.released;
      if (step.stopped !== undefined) return { released, stopped: true };
    }
  }
  const last = await gate.end();
  return { released: released + last.released, stopped: last.stopped !== undefined };
}

async function wholeVerdict(moderator: Moderator, whole: string) {
  return moderator.moderate({ stage: 'output', role: 'assistant', text: whole, path: 'p', ...request });
}

describe('the stream gate', () => {
  it.each(violations)('blocks a whole text with a violation of %s: %s', async (category, violation) => {
    const verdict = await wholeVerdict(
      moderatorWithAction('block', { mode: 'window', windowCharacters: 64 }),
      `Well, ${violation} it is.`,
    );
    expect(verdict).toMatchObject({ outcome: 'block', categories: expect.arrayContaining([category]) });
  });

  it('releases no character of a violation, wherever it stands and however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.constantFrom(...violations),
        anyText,
        cuts,
        mode,
        windowCharacters,
        async (before, [, violation], after, at, gateMode, size) => {
          const moderator = moderatorWithAction('block', { mode: gateMode, windowCharacters: size });
          const whole = `${before} ${violation} ${after}`;
          const verdict = await wholeVerdict(moderator, whole);
          const { released, stopped } = await gateAll(moderator, cut(whole, at));
          expect(stopped).toBe(verdict.outcome === 'block');
          const first = Math.min(
            whole.length,
            ...(verdict.outcome === 'block'
              ? verdict.findings.flatMap(({ spans }) => spans.map(({ start }) => start))
              : []),
          );
          expect(whole.slice(0, first).startsWith(released)).toBe(true);
          if (gateMode === 'full' && stopped) expect(released).toBe('');
        },
      ),
      run,
    );
  }, 300_000);

  it('redacts a stream to the same text as the whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, fc.constantFrom(...violations)), { maxLength: 5 }),
        anyText,
        cuts,
        mode,
        windowCharacters,
        async (parts, after, at, gateMode, size) => {
          const moderator = moderatorWithAction('redact', { mode: gateMode, windowCharacters: size });
          const whole = parts.map(([before, [, violation]]) => `${before} ${violation} `).join('') + after;
          const expected = applyVerdict(whole, await wholeVerdict(moderator, whole));
          expect(await gateAll(moderator, cut(whole, at))).toEqual({ released: expected, stopped: false });
        },
      ),
      run,
    );
  }, 300_000);

  it('moderates the rest of an answer together with its beginning', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.constantFrom(...violations),
        fc.nat(1_000),
        anyText,
        cuts,
        fc.constantFrom('block' as const, 'redact' as const),
        mode,
        fc.boolean(),
        async (before, [, violation], offset, after, at, action, gateMode, isSlow) => {
          const whole = `${before} ${violation} ${after}`;
          // In the first half of the violation, so that the beginning is harmless.
          const start = toCharacterBoundary(whole, before.length + 1 + (offset % Math.ceil(violation.length / 2)));
          const slow = new SlowClassifier({ rhythm: { firstCharacters: 20, maximumCharacters: 100 } });
          const gate = { mode: gateMode, windowCharacters: 16 };
          const moderator = moderatorWithAction(action, gate, isSlow ? [slow] : []);
          const verdict = await wholeVerdict(moderator, whole);
          const gated = await gateAll(moderator, cut(whole.slice(start), at), whole.slice(0, start));
          if (verdict.outcome === 'redact') {
            const released = applyVerdictToRange(whole, verdict, { start, end: whole.length });
            expect(gated).toEqual({ released, stopped: false });
          } else expect(gated.stopped).toBe(verdict.outcome === 'block');
        },
      ),
      run,
    );
  }, 300_000);

  it('decides the same beside a classifier with a rhythm, and releases nothing that it has not read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, fc.constantFrom(...violations)), { maxLength: 3 }),
        anyText,
        cuts,
        fc.constantFrom('block' as const, 'redact' as const),
        windowCharacters,
        async (parts, after, at, action, size) => {
          const slow = new SlowClassifier({ rhythm: { firstCharacters: 20, maximumCharacters: 100 } });
          const moderator = moderatorWithAction(action, { mode: 'window', windowCharacters: size }, [slow]);
          const whole = parts.map(([before, [, violation]]) => `${before} ${violation} `).join('') + after;
          const verdict = await wholeVerdict(moderator, whole);
          slow.ended.length = 0;
          const { released, stopped } = await gateAll(moderator, cut(whole, at));
          expect(stopped).toBe(verdict.outcome === 'block');
          if (stopped) {
            const first = Math.min(...verdict.findings.flatMap(({ spans }) => spans.map(({ start }) => start)));
            expect(whole.slice(0, first).startsWith(released)).toBe(true);
          } else {
            expect(released).toBe(applyVerdict(whole, verdict));
            if (whole !== '') expect(whole.endsWith(slow.ended.at(-1) ?? '-')).toBe(true);
          }
          expect(slow.mostRunning).toBeLessThanOrEqual(1);
        },
      ),
      { ...run, numRuns: Math.ceil(run.numRuns / 5) },
    );
  }, 300_000);

  it('releases no character of a violation through gateText and gateParts with their own clock', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.constantFrom(...violations),
        cuts,
        windowCharacters,
        async (before, [, violation], at, size) => {
          const moderator = moderatorWithAction('block', { mode: 'window', windowCharacters: size, maximumWaitMs: 1 });
          const whole = `${before} ${violation} and so on.`;
          const { outcome } = await wholeVerdict(moderator, whole);
          const { chunks } = cut(whole, at);
          async function* source(): AsyncGenerator<string> {
            for (const chunk of chunks) {
              if (chunk.pause) await new Promise((resolve) => setTimeout(resolve, 2));
              yield chunk.text;
            }
          }
          const parts = gateParts(source(), moderator, { ...request, readText: (part) => part });
          for (const events of [gateText(source(), moderator, request), parts]) {
            let released = '';
            let last = '';
            for await (const event of events) {
              last = event.type;
              if (event.type === 'text-delta') released += event.text;
            }
            expect(last).toBe(outcome === 'block' ? 'stop' : 'finish');
            if (last === 'stop') expect(`${before} `.startsWith(released)).toBe(true);
          }
        },
      ),
      { ...run, numRuns: Math.ceil(run.numRuns / 5) },
    );
  }, 300_000);
});

describe('the cost of a stream', () => {
  /** Counts the characters that all checks of a stream look at, per character of the text. */
  async function countChecked(whole: string, chunk: number): Promise<number> {
    let characters = 0;
    const counting: Classifier = {
      name: 'counting',
      categories: ['x/counted'],
      classify: async ({ text: seen }) => {
        characters += seen.length;
        return {
          scores: { 'x/counted': 0 },
          spans: [],
          scanned: { start: 0, end: seen.length },
          settledTo: seen.length,
        };
      },
    };
    const gate = new StreamGate(createModerator({ classifiers: [counting] }), request);
    for (let start = 0; start < whole.length; start += chunk) await gate.push(whole.slice(start, start + chunk));
    await gate.end();
    return characters / whole.length;
  }

  it.each([
    ['prose', 'The ferry leaves the harbour at nine. '],
    ['one endless token', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['letters apart', 'a b c d e '],
    ['an open private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA1c7\n'],
  ])('grows with the length of the answer and not with its square: %s', async (_, piece) => {
    const short = await countChecked(piece.repeat(Math.ceil(5_000 / piece.length)), 5);
    const long = await countChecked(piece.repeat(Math.ceil(40_000 / piece.length)), 5);
    expect(long).toBeLessThan(short * 2 + 5);
  });
});
