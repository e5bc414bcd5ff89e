import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FairQueue } from './fair-queue.js';

function drain(queue: FairQueue<string>): string[] {
  const items: string[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}

describe('FairQueue', () => {
  it('serves callers in turn, and the items of each in order', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.push(item[0] as string, item);
    expect(queue.length).toBe(6);
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
    expect(queue.length).toBe(0);
  });

  it('removes single items and clears the rest', () => {
    const queue = new FairQueue<string>();
    queue.push('a', 'a1');
    queue.push('a', 'a2');
    expect(queue.remove('a', 'a1')).toBe(true);
    expect(queue.remove('a', 'a1')).toBe(false);
    expect(queue.remove('b', 'a2')).toBe(false);
    expect(queue.clear()).toEqual(['a2']);
    expect(queue.shift()).toBeUndefined();
  });

  it('makes room for a caller with few items by the newest item of the caller with the most', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'b1', 'b2', 'b3']) queue.push(item[0] as string, item);
    expect(queue.displaceFor('b')).toBeUndefined();
    expect(queue.displaceFor('c')).toBe('b3');
    expect(queue.displaceFor('a')).toBeUndefined();
    expect(queue.displaceFor('c')).toBe('b2');
    expect(queue.displaceFor('c')).toBeUndefined();
    expect(drain(queue)).toEqual(['a1', 'b1']);
    expect(queue.displaceFor('c')).toBeUndefined();
  });

  it('serves at most one item of each other caller between two items of a caller', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 }), (callers) => {
        const queue = new FairQueue<string>();
        callers.forEach((caller, index) => queue.push(caller, `${caller}${index}`));
        const served = drain(queue).map((item) => item[0] as string);
        expect([...served].sort()).toEqual([...callers].sort());
        for (const caller of new Set(callers)) {
          const positions = served.flatMap((one, index) => (one === caller ? [index] : []));
          positions.slice(1).forEach((position, index) => {
            const between = served.slice((positions[index] as number) + 1, position);
            expect(new Set(between).size).toBe(between.length);
          });
        }
      }),
      { seed: 3 },
    );
  });
});
