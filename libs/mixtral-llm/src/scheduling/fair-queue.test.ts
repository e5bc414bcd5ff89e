import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FairQueue } from './fair-queue.js';

function drain(queue: FairQueue<string>): string[] {
  const items: string[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) items.push(item);
  return items;
}

describe('FairQueue', () => {
  it('serves callers in turn, each in order', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'b2']) queue.push(item[0] as string, item);
    expect(queue.length).toBe(6);
    expect(drain(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
    expect(queue.length).toBe(0);
  });

  it('lets go of what is removed', () => {
    const queue = new FairQueue<string>();
    queue.push('a', 'a1');
    queue.push('a', 'a2');
    expect(queue.remove('a', 'a1')).toBe(true);
    expect(queue.remove('a', 'a1')).toBe(false);
    expect(queue.remove('b', 'a2')).toBe(false);
    expect(queue.clear()).toEqual(['a2']);
    expect(queue.shift()).toBeUndefined();
  });

  it('keeps nobody waiting for more than one item of each other caller', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 60 }), (callers) => {
        const queue = new FairQueue<string>();
        callers.forEach((caller, index) => queue.push(caller, `${caller}${index}`));
        const served = drain(queue).map((item) => item[0] as string);
        expect([...served].sort()).toEqual([...callers].sort());
        for (const caller of new Set(callers)) {
          const places = served.flatMap((one, index) => (one === caller ? [index] : []));
          places.slice(1).forEach((place, index) => {
            const between = served.slice((places[index] as number) + 1, place);
            expect(new Set(between).size).toBe(between.length);
          });
        }
      }),
      { seed: 3 },
    );
  });
});
