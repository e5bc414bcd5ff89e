import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { untilAborted } from '../../testing/slow-classifier.js';
import {
  collect,
  createModerator,
  createSlow,
  fast,
  fastPhrase,
  hangAfter,
  joinText,
  never,
  toPolicy,
  writeText,
} from '../../testing/streams-with-rhythm.js';
import { type AuditEvent } from '../audit/audit-event.js';
import { type Verdict } from '../contract/verdict.js';
import { Moderator } from '../moderator/moderator.js';
import { gateParts, gateText } from './gate-stream.js';

const request = { requestId: 'request-1', conversationId: 'conversation-1' };

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
