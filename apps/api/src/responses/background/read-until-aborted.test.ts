import { describe, expect, it } from '@jest/globals';
import { readUntilAborted } from './read-until-aborted.js';

const hang = () => new Promise<never>(() => undefined);

async function readAll<Event>(events: AsyncIterable<Event>, seen: Event[] = []): Promise<Event[]> {
  for await (const event of events) seen.push(event);
  return seen;
}

describe('readUntilAborted', () => {
  it('passes events on to their end, and an error as it is', async () => {
    const { signal } = new AbortController();
    async function* count() {
      yield* [1, 2];
    }
    expect(await readAll(readUntilAborted(count(), signal))).toEqual([1, 2]);
    async function* fail() {
      yield 1;
      throw new Error('broken');
    }
    await expect(readAll(readUntilAborted(fail(), signal))).rejects.toThrow('broken');
  });

  it.each([
    ['before', true],
    ['after', false],
  ])('leaves work alone that does not end when its signal was aborted %s the reading', async (_, isBefore) => {
    const controller = new AbortController();
    const abort = () => controller.abort(new Error('over'));
    async function* work() {
      yield 1;
      if (!isBefore) abort();
      await hang();
    }
    if (isBefore) abort();
    const seen: number[] = [];
    await expect(readAll(readUntilAborted(work(), controller.signal, 10), seen)).rejects.toThrow('over');
    expect(seen).toEqual([1]);
  });

  it('lets work end in order after an abort', async () => {
    const controller = new AbortController();
    async function* work() {
      yield 1;
      controller.abort(new Error('over'));
      yield 2;
    }
    expect(await readAll(readUntilAborted(work(), controller.signal))).toEqual([1, 2]);
  });

  it('ends the work when its reader leaves', async () => {
    let hasEnded = false;
    async function* work() {
      try {
        yield* [1, 2];
      } finally {
        hasEnded = true;
      }
    }
    for await (const _ of readUntilAborted(work(), new AbortController().signal)) break;
    expect(hasEnded).toBe(true);
  });
});
