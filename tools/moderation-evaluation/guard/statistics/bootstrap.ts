import { mulberry32 } from '../../../injection-training/random.js';

/** A value with its 95 % confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 1_000;
const seed = 20_240_914;

/**
 * Computes a statistic and its 95 % interval: the percentiles of 1,000 resamples with replacement, with a fixed seed.
 * Resamples without a value (no positive row) do not count.
 */
export function estimate<Row>(rows: readonly Row[], compute: (rows: readonly Row[]) => number): Estimate {
  const random = mulberry32(seed);
  const values: number[] = [];
  for (let sample = 0; sample < resamples; sample += 1) {
    const counts = new Uint32Array(rows.length);
    for (const _row of rows) {
      const index = Math.floor(random() * rows.length);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    // In the order of the rows, so that sorted rows stay sorted.
    const sampled: Row[] = [];
    for (const [index, row] of rows.entries())
      for (let count = counts[index] ?? 0; count > 0; count -= 1) sampled.push(row);
    const value = compute(sampled);
    if (!Number.isNaN(value)) values.push(value);
  }
  values.sort((one, other) => one - other);
  const percentile = (share: number): number => values[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return { value: compute(rows), low: percentile(0.025), high: percentile(0.975) };
}
