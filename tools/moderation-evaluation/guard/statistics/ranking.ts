/** A score and the label that it is to predict. */
export interface ScoredLabel {
  readonly score: number;
  readonly isPositive: boolean;
}

/** Texts of one score, which are ranked together. */
interface Tie {
  readonly score: number;
  readonly positives: number;
  readonly negatives: number;
}

/** Groups the rows by score, highest first. */
function groupTies(rows: readonly ScoredLabel[]): readonly Tie[] {
  const ties: { score: number; positives: number; negatives: number }[] = [];
  for (const { score, isPositive } of rows.toSorted((one, other) => other.score - one.score)) {
    let tie = ties.at(-1);
    if (tie?.score !== score) ties.push((tie = { score, positives: 0, negatives: 0 }));
    if (isPositive) tie.positives += 1;
    else tie.negatives += 1;
  }
  return ties;
}

/** A point of a precision-recall curve. */
export interface PrecisionRecallPoint {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/** Computes the precision-recall curve, from the highest threshold to the lowest. */
export function computePrecisionRecall(rows: readonly ScoredLabel[]): readonly PrecisionRecallPoint[] {
  const positives = rows.filter(({ isPositive }) => isPositive).length;
  let hits = 0;
  let flagged = 0;
  return groupTies(rows).map((tie) => {
    hits += tie.positives;
    flagged += tie.positives + tie.negatives;
    return { threshold: tie.score, precision: hits / flagged, recall: positives === 0 ? 0 : hits / positives };
  });
}

/** Computes average precision, the area under the precision-recall curve. NaN without a positive row. */
export function computeAveragePrecision(rows: readonly ScoredLabel[]): number {
  const positives = rows.filter(({ isPositive }) => isPositive).length;
  let hits = 0;
  let flagged = 0;
  let area = 0;
  for (const tie of groupTies(rows)) {
    hits += tie.positives;
    flagged += tie.positives + tie.negatives;
    area += tie.positives * (hits / flagged);
  }
  return area / positives;
}

/** Computes the probability that a positive row scores above a negative one; ties count half. NaN without both kinds. */
export function computeAuroc(rows: readonly ScoredLabel[]): number {
  let above = 0;
  let pairs = 0;
  let negatives = 0;
  for (const tie of groupTies(rows)) {
    pairs += tie.negatives * above + (tie.negatives * tie.positives) / 2;
    above += tie.positives;
    negatives += tie.negatives;
  }
  return pairs / (above * negatives);
}
