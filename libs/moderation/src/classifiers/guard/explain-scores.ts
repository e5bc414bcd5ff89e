import { type Category, type CategoryScores } from '../../contract/category.js';
import { type CategoryEvidence, type ClassifierContext } from '../../contract/classifier.js';
import { type ModerationInput } from '../../contract/moderation-input.js';
import { findRule, isFinding } from '../../contract/policy.js';
import { findEvidence } from './find-evidence.js';
import { type GuardReading, type ScoredPiece } from './guard-reading.js';

/** The text whose scores are explained. */
export interface ScoredText {
  readonly input: ModerationInput;
  readonly context: ClassifierContext;
  readonly reading: GuardReading;
}

/**
 * Explains the scores that are findings. An error must not undo them, so it leaves them without an explanation. So does an encoder
 * for which many texts wait: a text that is found costs a multiple of its length.
 */
export async function explainScores(
  scores: CategoryScores,
  pieces: readonly ScoredPiece[],
  { input, context, reading }: ScoredText,
): Promise<readonly CategoryEvidence[]> {
  const found = findExplained(scores, reading.classifier, input, context);
  if (found.length === 0 || reading.isBusy) return [];
  try {
    return await findEvidence(input.text, found, pieces, reading);
  } catch {
    context.signal.throwIfAborted();
    return [];
  }
}

/** Lists the categories whose score is explained. In a text that goes on only those that stop it, as the others come again. */
function findExplained(
  scores: CategoryScores,
  classifier: string,
  { stage, partial = false }: ModerationInput,
  { policy }: ClassifierContext,
): readonly Category[] {
  return Object.entries(scores).flatMap(([name, score]) => {
    const category = name as Category;
    const rule = findRule(policy, stage, category);
    return isFinding(rule, classifier, score ?? 0) && (!partial || rule.action === 'block' || rule.action === 'redact')
      ? [category]
      : [];
  });
}
