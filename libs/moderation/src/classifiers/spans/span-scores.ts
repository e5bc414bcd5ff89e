/** The highest score of some findings, 0 when there are none. Not `Math.max(...)`: a text may hold more findings than a call takes arguments. */
export function highestScore(findings: readonly { readonly score: number }[]): number {
  return findings.reduce((highest, { score }) => Math.max(highest, score), 0);
}
