import { computeAuroc } from '../../moderation-evaluation/guard/statistics/ranking.js';

/** Measures how well length alone tells which texts are to be found: 1 or 0 for always, 0.5 for not at all (AUROC). */
export function measureLengthLeak(rows: readonly { readonly text: string; readonly isPositive: boolean }[]): number {
  return computeAuroc(rows.map(({ text, isPositive }) => ({ score: text.length, isPositive })));
}
