import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { SlowClassifier, type SlowClassifierOptions, untilAborted } from '../../testing/slow-classifier.js';
import { type AuditEvent } from '../audit/audit-event.js';
import { type CategorySpan, type Classifier } from '../contract/classifier.js';
import { type Verdict } from '../contract/verdict.js';
import { Moderator } from '../moderator/moderator.js';
import { ShadowPolicy } from '../moderator/shadow-policy.js';
import { definePolicy } from '../policy/parse-policy.js';
import { type PolicyDocument } from '../policy/schema/policy-schema.js';
import { applyVerdict } from '../redaction/apply-redactions.js';
import { gateParts, gateText } from './gate-stream.js';
import { StreamGate } from './stream-gate.js';

const request = { requestId: 'request-1', conversationId: 'conversation-1' };
const run = { seed: 20_261_127, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 30) };
const fastPhrase = 'red lantern';
const slowPhrase = 'blue anchor';
/** So long that only full windows are checked. */
const never = 60_000;

function findAll(phrase: string, text: string): readonly { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(new RegExp(`\\b${phrase}\\b`, 'g'))].map(({ index }) => ({
    start: index,
    end: index + phrase.length,
  }));
}

/** Finds a phrase in every window at once. */
const fast: Classifier = {
  name: 'fast',
  categories: ['x/fast'],
  classify: async ({ text, partial }) => ({
    scores: {},
    spans: findAll(fastPhrase, text).map((range): CategorySpan => ({ ...range, category: 'x/fast', score: 1 })),
    scanned: { start: 0, end: text.length },
    settledTo: partial ? Math.max(0, text.length - fastPhrase.length) : text.length,
  }),
};

function createSlow(options: SlowClassifierOptions = {}): SlowClassifier {
  return new SlowClassifier({
    find: (text) => findAll(slowPhrase, text),
    ...options,
    rhythm: { maximumWaitMs: never, ...options.rhythm },
  });
}

function toPolicy({ gate, ...document }: Partial<PolicyDocument> = {}, action: 'block' | 'redact' = 'block') {
  return definePolicy({
    name: 'test',
    version: '1',
    categories: { 'x/fast': { action }, 'x/slow': { action } },
    redaction: { hashKey: 'a key for tests only' },
    // A busy machine must not look like a slow classifier.
    otherClassifiers: { timeoutMs: 120_000 },
    gate: { maximumWaitMs: never, ...gate },
    ...document,
  });
}

function createModerator(slow: Classifier, document: Partial<PolicyDocument> = {}): Moderator {
  return new Moderator({ policy: toPolicy(document), classifiers: [fast, slow] });
}

/** Writes a text in which every passage is unique, so that a window tells where it stands. */
function writeText(characters: number): string {
  let text = '';
  for (let index = 0; text.length < characters; index += 1) {
    text += `${[...String(index)].map((digit) => 'abcdefghij'[Number(digit)]).join('')} `;
  }
  return text.slice(0, characters);
}

async function collect<Event>(events: AsyncIterable<Event>): Promise<readonly Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function joinText(events: readonly { readonly type: string }[]): string {
  return events.map((event) => ('text' in event ? String(event.text) : '')).join('');
}

async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
}

/** Yields text, and then nothing more. */
async function* hangAfter(...pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces;
  await new Promise(() => undefined);
}

const chunks = fc.array(fc.record({ size: fc.integer({ min: 1, max: 400 }), turns: fc.nat(3) }), { minLength: 1 });

/** Cuts a text into chunks of the given sizes, again and again, and lets turns of the event loop pass behind each. */
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
      fc.asyncProperty(fc.nat(4_000), fc.nat(5), chunks, async (characters, turns, sizes) => {
        const whole = writeText(characters);
        const slow = createSlow({
          work: async () => {
            for (let turn = 0; turn < turns; turn += 1) await setImmediate();
          },
        });
        const result = await gateAll(createModerator(slow), whole, sizes, (released) => {
          const judgedTo = Math.max(0, ...slow.ended.map((text) => whole.indexOf(text) + text.length));
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
        fc.nat(3_000),
        fc.constantFrom(fastPhrase, slowPhrase),
        fc.nat(1_500),
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

describe('a check in the background', () => {
  it('is ended without a record when another classifier stops the stream', async () => {
    const slow = createSlow({ work: untilAborted });
    const records: AuditEvent[] = [];
    const verdicts: Verdict[] = [];
    const auditSink = { write: (event: AuditEvent) => void records.push(event) };
    const moderator = new Moderator({ policy: toPolicy(), classifiers: [fast, slow], auditSink });
    const source = hangAfter(writeText(50), ` ${fastPhrase} and more text behind it`.repeat(3));
    const options = { ...request, onVerdict: (verdict: Verdict) => void verdicts.push(verdict) };
    const events = await collect(gateText(source, moderator, options));
    await setImmediate();
    expect(events).toEqual([{ type: 'stop', verdict: expect.objectContaining({ categories: ['x/fast'] }) }]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['block']);
    expect(records.map(({ outcome }) => outcome)).toEqual(['block']);
    expect([slow.texts.length, slow.aborted, slow.running]).toEqual([1, 1, 0]);
  });

  it('lets the source be read on, up to the most that may be held', async () => {
    const slow = createSlow({ work: untilAborted });
    let read = 0;
    async function* endless(): AsyncGenerator<string> {
      for (;;) {
        yield 'harmless words to read ';
        read += 1;
      }
    }
    const moderator = createModerator(slow, { gate: { maximumHeldCharacters: 5_000, maximumWaitMs: never } });
    const events = await collect(gateText(endless(), moderator, request));
    expect(events).toMatchObject([{ type: 'stop', verdict: { cause: { classifier: 'gate', code: 'too-long' } } }]);
    expect(read).toBeGreaterThan(200);
    expect([slow.texts.length, slow.aborted, slow.running]).toEqual([1, 1, 0]);
  });

  it('is ended when the caller aborts while source and check hang', async () => {
    const slow = createSlow({ work: untilAborted });
    const controller = new AbortController();
    const events = gateText(hangAfter(writeText(50)), createModerator(slow), { ...request, signal: controller.signal });
    const reading = collect(events);
    while (slow.running === 0) await setImmediate();
    controller.abort(new Error('the client left'));
    await expect(reading).rejects.toThrow('the client left');
    await setImmediate();
    expect([slow.texts.length, slow.aborted, slow.running]).toEqual([1, 1, 0]);
  });

  it('is ended when the reader leaves, and when the source fails', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield writeText(50);
      yield writeText(200);
      await setImmediate();
      yield writeText(200);
      throw new Error('the engine died');
    }
    for (const leave of [true, false]) {
      let checks = 0;
      const work = (signal: AbortSignal): Promise<unknown> =>
        (checks += 1) === 1 ? setImmediate() : untilAborted(signal);
      const slow = createSlow({ work });
      const events = gateText(failing(), createModerator(slow), request);
      expect((await events.next()).value).toMatchObject({ type: 'text-delta' });
      if (leave) await events.return();
      else await expect(events.next()).rejects.toThrow('the engine died');
      await setImmediate();
      expect([slow.texts.length, slow.aborted, slow.running]).toEqual([2, 1, 0]);
    }
  });

  it.each([
    ['fails', () => Promise.reject(new Error('out of memory')), 'failed'],
    ['never answers', () => new Promise(() => undefined), 'timeout'],
  ])('stops the stream when its classifier %s, while the source hangs', async (_, work, code) => {
    const slow = createSlow({ work });
    const moderator = createModerator(slow, { classifiers: { slow: { timeoutMs: 20 } } });
    const events = await collect(gateText(hangAfter(writeText(50)), moderator, request));
    expect(events).toMatchObject([{ type: 'stop', verdict: { cause: { classifier: 'slow', code } } }]);
  });

  it('keeps parts behind the text that it holds', async () => {
    type Part = { readonly text: string } | { readonly call: string };
    async function* source(): AsyncGenerator<Part> {
      yield { text: writeText(100) };
      yield { call: 'one' };
      yield { text: writeText(100) };
      yield { call: 'two' };
    }
    const readText = (part: Part): string | undefined => ('text' in part ? part.text : undefined);
    const events = await collect(gateParts(source(), createModerator(createSlow()), { ...request, readText }));
    const behind = (call: string): number => {
      const index = events.findIndex(
        (event) => event.type === 'part' && 'call' in event.part && event.part.call === call,
      );
      return joinText(events.slice(0, index)).length;
    };
    expect(behind('one')).toBeGreaterThanOrEqual(100);
    expect(behind('two')).toBe(200);
    expect(events.at(-1)).toEqual({ type: 'finish' });
  });
});
