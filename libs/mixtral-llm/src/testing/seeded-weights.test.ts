import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { f32Weights, ones, q8Weights } from './seeded-weights.js';

const makeBytes = (values: number, seed: number, deviation = 0.1) =>
  Buffer.concat([...q8Weights(values, seed, deviation)]);

/** Decodes the values of Q8_0 blocks. */
function decode(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 34 }, (_, block) => {
    const half = bytes.readUInt16LE(block * 34);
    const scale = 2 ** ((half >> 10) - 15) * (1 + (half & 0x3ff) / 1024);
    return Array.from({ length: 32 }, (__, index) => scale * bytes.readInt8(block * 34 + 2 + index));
  }).flat();
}

function measureDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

describe('q8Weights', () => {
  it('makes 34 bytes for 32 values, in pieces of bounded size', () => {
    const pieces = [...q8Weights(32 * 70_000, 1, 0.1)];
    expect(pieces.map(({ length }) => length)).toEqual([30_000 * 34, 30_000 * 34, 10_000 * 34]);
  });

  it('is the same for the same seed, and another for another seed', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (seed, other) => {
        expect(makeBytes(64, seed)).toEqual(makeBytes(64, seed));
        if (seed !== other) expect(makeBytes(64, seed)).not.toEqual(makeBytes(64, other));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([0.5, 1 / 8, 1 / 64])('has the deviation asked for: %d', (deviation) => {
    const ratio = measureDeviation(decode(makeBytes(32_000, 1, deviation))) / deviation;
    expect(ratio).toBeGreaterThan(0.97);
    expect(ratio).toBeLessThan(1.03);
  });

  it('refuses a deviation that half precision cannot scale', () => {
    expect(() => makeBytes(32, 1, 1e-6)).toThrow('too small for a normal number in half precision');
  });
});

describe('f32Weights', () => {
  it('has the deviation asked for and follows the seed', () => {
    const { buffer } = f32Weights(32_000, 1, 0.25);
    expect(measureDeviation([...new Float32Array(buffer)])).toBeCloseTo(0.25, 2);
    expect(f32Weights(8, 3, 1)).toEqual(f32Weights(8, 3, 1));
    expect(f32Weights(8, 3, 1)).not.toEqual(f32Weights(8, 4, 1));
  });
});

describe('ones', () => {
  it('is 1 in single precision', () => {
    expect([...new Float32Array(ones(3).buffer)]).toEqual([1, 1, 1]);
  });
});
