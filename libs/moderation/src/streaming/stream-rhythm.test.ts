import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { untilAborted } from '../../testing/slow-classifier.js';
import {
  collect,
  createModerator,
  createSlow,
  cut,
  fast,
  fastPhrase,
  findAll,
  hangAfter,
  joinText,
  never,
  slowPhrase,
  toPolicy,
  writeText,
} from '../../testing/streams-with-rhythm.js';
import { type CategorySpan, type Classifier } from '../contract/classifier.js';
import { Moderator } from '../moderator/moderator.js';
import { ShadowPolicy } from '../moderator/shadow-policy.js';
import { applyVerdict } from '../redaction/apply-redactions.js';
import { gateText } from './gate-stream.js';
import { StreamGate } from './stream-gate.js';

const request = { requestId: 'request-1', conversationId: 'conversation-1' };
const run = { seed: 20_261_127, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 25) };

const chunks = fc.array(fc.record({ size: fc.integer({ min: 1, max: 300 }), turns: fc.nat(3) }), { minLength: 1 });

/** Cuts a text into chunks of the given sizes. Turns of the event loop pass behind each. */
async function gateAll(
  moderator: Moderator,
  whole: string,
  sizes: readonly { readonly size: number; readonly turns: number }[],
  onRelease: (released: string) => void = () => undefined,
): Promise<{ released: string; stopped: boolean }> {
  const gate = new StreamGate(moderator, request);
  let released = '';
  for (let start = 0, index = 0; start < whole.length; index += 1) {
    const { size, turns } = sizes[index % sizes.length] ?? { size: 1, turns: 0 };
    const step = await gate.push(whole.slice(start, start + size));
    released += step.released;
    onRelease(released);
    if (step.stopped !== undefined) return { released, stopped: true };
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    start += size;
  }
  const last = await gate.end();
  released += last.released;
  onRelease(released);
  return { released, stopped: last.stopped !== undefined };
}

describe('a classifier with a rhythm', () => {
  it('judges every character of a stream before it leaves, and one window at a time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(2_500), fc.nat(5), chunks, async (characters, turns, sizes) => {
        const whole = writeText(characters);
        const slow = createSlow({
          work: async () => {
            for (let turn = 0; turn < turns; turn += 1) await setImmediate();
          },
        });
        const result = await gateAll(createModerator(slow), whole, sizes, (released) => {
          const last = slow.ended.at(-1) ?? '';
          const judgedTo = last === '' ? 0 : whole.indexOf(last) + last.length;
          expect(released.length).toBeLessThanOrEqual(judgedTo);
        });
        expect(result).toEqual({ released: whole, stopped: false });
        expect(slow.mostRunning).toBeLessThanOrEqual(1);
        // Windows of 40, 80, 160, 320 characters, then of 600, and the rest.
        expect(slow.texts.length).toBeLessThanOrEqual(6 + characters / 600);
      }),
      run,
    );
  });

  it('never releases a text that it finds, nor one that the others find, wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1_500),
        fc.constantFrom(fastPhrase, slowPhrase),
        fc.nat(500),
        chunks,
        async (before, phrase, after, sizes) => {
          const whole = `${writeText(before)} ${phrase} ${writeText(after)}`;
          const { released, stopped } = await gateAll(createModerator(createSlow()), whole, sizes);
          expect(stopped).toBe(true);
          expect(whole.startsWith(released)).toBe(true);
          expect(released).not.toContain(phrase);
        },
      ),
      run,
    );
  });

  it('judges each of eight streams that share the machine, also what old and new text say together', async () => {
    const slow = createSlow({
      find: (text) => (/harbour[^]*anchor/.test(text) ? [{ start: 0, end: 1 }] : []),
      rhythm: { maximumShare: 0.08 },
    });
    const moderator = createModerator(slow);
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => {
        const whole = `The harbour ${writeText(100 + index)} ${index % 2 === 0 ? 'anchor' : 'shore'} ${writeText(900)}`;
        return gateAll(moderator, whole, [{ size: 5, turns: 1 }]).then((result) => ({ ...result, whole }));
      }),
    );
    for (const [index, { released, stopped, whole }] of results.entries()) {
      expect(stopped).toBe(index % 2 === 0);
      expect(stopped ? whole.startsWith(released) : released === whole).toBe(true);
      expect(released).not.toContain('anchor');
    }
  });

  it('redacts a stream to the same text as the whole, beside others', async () => {
    const words = fc.constantFrom('red', 'lantern', fastPhrase, slowPhrase, 'blue', '👩‍🚀', 'naïve', 'harbour');
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 200 }), chunks, async (list, sizes) => {
        const whole = list.join(' ');
        const slow: Classifier = {
          ...fast,
          name: 'slow',
          categories: ['x/slow'],
          rhythm: { contextCharacters: 20 },
          classify: async ({ text, partial }) => {
            await setImmediate();
            const spans = findAll(slowPhrase, text);
            return {
              scores: {},
              spans: spans.map((range): CategorySpan => ({ ...range, category: 'x/slow', score: 1 })),
              scanned: { start: 0, end: text.length },
              settledTo: partial ? Math.max(0, text.length - slowPhrase.length) : text.length,
            };
          },
        };
        const moderator = new Moderator({ policy: toPolicy({}, 'redact'), classifiers: [fast, slow] });
        const input = { stage: 'output', role: 'assistant', text: whole, path: 'p', ...request } as const;
        const expected = applyVerdict(whole, await moderator.moderate(input));
        expect(await gateAll(moderator, whole, sizes)).toEqual({ released: expected, stopped: false });
      }),
      run,
    );
  });

  it('reads each character of a long stream less than twice', async () => {
    const slow = createSlow();
    await gateAll(createModerator(slow), writeText(20_000), [{ size: 5, turns: 1 }]);
    const read = slow.texts.reduce((sum, { length }) => sum + length, 0);
    expect(read / 20_000).toBeLessThan(1.8);
    expect(Math.max(...slow.texts.map(({ length }) => length))).toBeLessThan(1_000);
  });

  it('reads the carried context with the new text, and stops the stream for what both say together', async () => {
    const slow = createSlow({ find: (text) => (/harbour[^]*anchor/.test(text) ? [{ start: 0, end: 1 }] : []) });
    const whole = `The harbour ${writeText(200)} anchor ${writeText(200)}`;
    const { released, stopped } = await gateAll(createModerator(slow), whole, [{ size: 5, turns: 2 }]);
    expect(stopped).toBe(true);
    expect(released).toMatch(/^The harbour/);
    expect(released).not.toContain('anchor');
  });

  it('reads the whole text once in the mode full', async () => {
    const slow = createSlow();
    const whole = writeText(5_000);
    const moderator = createModerator(slow, { gate: { mode: 'full', maximumWaitMs: never } });
    expect(joinText(await collect(gateText(cut(whole, 5), moderator, request)))).toBe(whole);
    expect(slow.texts).toEqual([whole]);
  });

  it('is not asked at all at a stage without it', async () => {
    const slow = createSlow({ work: untilAborted });
    const moderator = createModerator(slow, { classifiers: { slow: { enabled: false } } });
    expect(joinText(await collect(gateText(cut(writeText(500), 5), moderator, request)))).toBe(writeText(500));
    expect(slow.texts).toEqual([]);
  });

  it('follows the rhythm of the policy where it has one', async () => {
    const slow = createSlow();
    const rhythm = { firstCharacters: 200, growth: 1, contextCharacters: 0 };
    await gateAll(createModerator(slow, { gate: { rhythm } }), writeText(1_000), [{ size: 5, turns: 2 }]);
    expect(slow.texts.length).toBeLessThanOrEqual(6);
    expect(slow.texts[0]).toHaveLength(200);
  });

  it('checks text that has waited, although the window is not full', async () => {
    const slow = createSlow({ rhythm: { maximumWaitMs: 5 } });
    const moderator = createModerator(slow, { gate: { maximumWaitMs: 1 } });
    const events = gateText(hangAfter('one two three four ', 'five six seven eight '), moderator, request);
    let text = '';
    while (!text.includes('five')) {
      const { value } = await events.next();
      text += value?.type === 'text-delta' ? value.text : '';
    }
    expect('one two three four five six seven eight '.startsWith(text)).toBe(true);
  });

  it('takes a long backlog in pieces, which come out one by one', async () => {
    const slow = createSlow();
    const whole = writeText(20_000);
    const events = await collect(gateText(cut(whole, 20_000), createModerator(slow), request));
    expect(joinText(events)).toBe(whole);
    expect(events.length).toBeGreaterThan(5);
    expect(Math.max(...slow.texts.map(({ length }) => length))).toBeLessThan(3_000);
  });

  it('has its windows tried by a shadow policy too', async () => {
    const shadow = new ShadowPolicy({ policy: toPolicy({ name: 'candidate' }) });
    const slow = createSlow();
    const moderator = new Moderator({ policy: toPolicy(), classifiers: [fast, slow], shadow });
    await collect(gateText(cut(`${writeText(2_000)} ${slowPhrase} it is`, 5), moderator, request));
    await shadow.settled();
    expect(shadow.compared).toBeGreaterThan(0);
    expect([shadow.compared, shadow.different]).toEqual([slow.texts.length / 2, 0]);
  });
});
