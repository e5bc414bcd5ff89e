import { type CategoryScores } from '../../contract/category.js';
import { type CategoryEvidence, type ClassifierResult } from '../../contract/classifier.js';
import { explainScores, type ScoredText } from './explain-scores.js';
import { type ScoredPiece } from './guard-reading.js';

/**
 * Classifies a text window by window, and explains its scores. If the time ends first, the windows that were read still count.
 * @param toScores scores the text from the windows that were read
 */
export async function classifyWindows(
  { input, context, reading }: ScoredText,
  toScores: (pieces: readonly ScoredPiece[]) => CategoryScores,
): Promise<ClassifierResult> {
  const { length } = input.text;
  // A later score may be higher, but what was read so far was classified: a hold-back would only delay the first words.
  const toResult = (scores: CategoryScores, evidence: readonly CategoryEvidence[]): ClassifierResult => ({
    scores,
    spans: [],
    evidence,
    scanned: { start: 0, end: length },
    settledTo: length,
  });
  context.offerPartialResult?.(() => toResult(toScores(reading.scored), []));
  const pieces = await reading.scoreWindows();
  const scores = toScores(pieces);
  return toResult(scores, await explainScores(scores, pieces, { input, context, reading }));
}
