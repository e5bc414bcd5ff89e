import { describe, expect, it } from '@jest/globals';
import { mergeChoices } from './merge-choices.js';

const left: string[] = [];

/** Yields the events of one choice, and records when it is left. */
async function* choice(name: string, events: number, fails = false): AsyncGenerator<string> {
  try {
    for (let event = 0; event < events; event++) yield `${name}${event}`;
    if (fails) throw new Error(name);
  } finally {
    left.push(name);
  }
}

describe('mergeChoices', () => {
  it('takes turns between choices that are all ready, and keeps the order of each', async () => {
    const merged: string[] = [];
    for await (const { choice: index, event } of mergeChoices([choice('a', 3), choice('b', 3), choice('c', 1)]))
      merged.push(`${index}:${event}`);
    expect(merged.slice(0, 3).toSorted()).toEqual(['0:a0', '1:b0', '2:c0']);
    for (const name of ['a', 'b'])
      expect(merged.filter((event) => event.includes(name)).map((event) => event.at(-1))).toEqual(['0', '1', '2']);
  });

  it('ends at once without choices', async () => {
    expect(await mergeChoices([]).next()).toEqual({ done: true, value: undefined });
  });

  it.each(['a reader that leaves', 'a choice that fails'])('ends all choices after %s', async (why) => {
    left.length = 0;
    const read = async (): Promise<void> => {
      const stops = why === 'a reader that leaves';
      for await (const { event } of mergeChoices([
        choice('a', 100),
        choice('b', stops ? 100 : 0, true),
        choice('c', 100),
      ])) {
        if (stops && event === 'b0') break;
      }
    };
    await (why === 'a reader that leaves' ? read() : expect(read()).rejects.toThrow('b'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(left.toSorted()).toEqual(['a', 'b', 'c']);
  });
});
