import { type ScoredLabel } from './ranking.js';

/** The rows whose score lies in one range. */
export interface ReliabilityBin {
  /** The range of scores, `from` included. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly meanScore: number;
  /** The share of positive rows: equal to the mean score for calibrated scores. */
  readonly positives: number;
}

const binCount = 10;

/** Sorts rows into ten ranges of scores of equal width, without the empty ones. */
export function computeReliability(rows: readonly ScoredLabel[]): readonly ReliabilityBin[] {
  const bins = Array.from({ length: binCount }, (): ScoredLabel[] => []);
  for (const row of rows) bins[Math.min(binCount - 1, Math.floor(row.score * binCount))]?.push(row);
  return bins.flatMap((bin, index) =>
    bin.length === 0
      ? []
      : [
          {
            from: index / binCount,
            to: (index + 1) / binCount,
            rows: bin.length,
            meanScore: bin.reduce((sum, { score }) => sum + score, 0) / bin.length,
            positives: bin.filter(({ isPositive }) => isPositive).length / bin.length,
          },
        ],
  );
}

/** Computes the expected calibration error: the mean distance of score and share of positives, weighted by rows. */
export function computeCalibrationError(rows: readonly ScoredLabel[]): number {
  const distance = computeReliability(rows).reduce(
    (sum, bin) => sum + bin.rows * Math.abs(bin.meanScore - bin.positives),
    0,
  );
  return distance / rows.length;
}
