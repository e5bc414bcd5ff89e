import { describe, expect, it } from '@jest/globals';
import { readFloats, readPacked, readQuantized } from './tensor-values.js';

/** Half-precision 1 and .5. */
const one = [0x00, 0x3c];
const half = [0x00, 0x38];

const block = (scale: readonly number[], bytes: readonly number[]) => [...scale, ...bytes];
const count = (length: number, from = 0) => Array.from({ length }, (_, index) => from + index);

describe('readPacked', () => {
  it('puts neighbours into one byte, and keeps the numbers and scales of 4 bits', () => {
    const numbers = count(32).map((value) => value % 16);
    const stored = count(16).map((index) => (numbers[index] ?? 0) | ((numbers[index + 16] ?? 0) << 4));
    const bytes = Buffer.from([...block(half, stored), ...block(one, Array<number>(16).fill(0x88))]);
    const matrix = readPacked({ type: 2, dimensions: [64, 1], bytes });
    expect(matrix).toMatchObject({ rows: 1, columns: 64, blockValues: 32 });
    expect([...(matrix?.scales ?? [])]).toEqual([0.5, 1]);
    const unpacked = [...(matrix?.bytes ?? [])].flatMap((byte) => [byte & 0xf, byte >> 4]);
    expect(unpacked).toEqual([...numbers, ...Array<number>(32).fill(8)]);
  });

  it('leaves matrices of 8 bits as they are', () => {
    expect(readPacked({ type: 8, dimensions: [32, 1], bytes: Buffer.alloc(34) })).toBeUndefined();
  });
});

describe('readQuantized', () => {
  it('reads 4 bits: the first half of a block in the lower halves of its bytes, less 8', () => {
    const bytes = Buffer.from([
      ...block(half, Array<number>(16).fill(0x0f)),
      ...block(one, [0x80, ...Array<number>(15).fill(0x88)]),
    ]);
    const matrix = readQuantized({ type: 2, dimensions: [64, 1], bytes });
    expect(matrix).toMatchObject({ rows: 1, columns: 64 });
    expect([...(matrix?.scales ?? [])]).toEqual([0.5, 1]);
    const first = [...Array<number>(16).fill(7), ...Array<number>(16).fill(-8)];
    expect([...(matrix?.numbers ?? [])]).toEqual([...first, -8, ...Array<number>(31).fill(0)]);
  });

  it.each([
    ['one scale for a row whose blocks share it', [one, one, half, half], [1, 0.5]],
    ['a scale for each block otherwise', [one, half, one, one], [1, 0.5, 1, 1]],
  ])('reads 8 bits with %s', (_, scales, expected) => {
    const bytes = Buffer.from(scales.flatMap((scale) => block(scale, count(32, -16))));
    const matrix = readQuantized({ type: 8, dimensions: [64, 2], bytes });
    expect([...(matrix?.scales ?? [])]).toEqual(expected);
    expect([...(matrix?.numbers ?? [])]).toEqual(Array.from({ length: 4 }, () => count(32, -16)).flat());
  });

  it('leaves numbers of floating point to readFloats', () => {
    const bytes = Buffer.from([...one, ...half]);
    expect(readQuantized({ type: 1, dimensions: [2], bytes })).toBeUndefined();
    expect([...readFloats({ type: 1, dimensions: [2], bytes })]).toEqual([1, 0.5]);
    expect(() => readFloats({ type: 8, dimensions: [32], bytes })).toThrow('a tensor has type 8');
  });
});
