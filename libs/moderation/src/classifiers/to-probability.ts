/** Converts log odds to a score from 0 to 1, by the logistic function. */
export function toProbability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
