import { type Category, type CategoryScores } from './category.js';
import { type ModerationPolicy } from './policy.js';
import { type ModerationInput, type ModerationStage, type TextRange } from './moderation-input.js';
import { type RhythmOptions } from './stream-rhythm.js';

/** A range of the text that a classifier found. */
export interface CategorySpan extends TextRange {
  readonly category: Category;
  /** From 0 to 1. */
  readonly score: number;
  /** Names the kind of text in upper case, such as `EMAIL`, for the placeholder of a redaction. Default: the category's name. Empty: a redaction removes the passage. */
  readonly label?: string | undefined;
}

/** A passage that explains the score of a text as a whole. It is shown in findings, and changes no decision. */
export interface CategoryEvidence extends TextRange {
  readonly category: Category;
}

/** The result of one classifier for one text. */
export interface ClassifierResult {
  /**
   * A score for every category of the classifier, or `null` for one that it cannot classify in this text. The score of a
   * category with spans is read from the spans.
   */
  readonly scores: CategoryScores;
  readonly spans: readonly CategorySpan[];
  /** The passages that explain scores of the text as a whole. Unlike spans they are not redacted. Default: none. */
  readonly evidence?: readonly CategoryEvidence[] | undefined;
  /** The range that was classified: less than the whole text for a classifier with a length limit. */
  readonly scanned: TextRange;
  /**
   * The offset before which later text cannot change this result; a stream is released up to it. Default: the policy's
   * `gate.holdBackCharacters` before the end, for classifiers that score a text as a whole.
   */
  readonly settledTo?: number | undefined;
}

/** The circumstances of one call of a classifier. */
export interface ClassifierContext {
  /** Aborted when the time limit has passed, the caller has left, or another text of the request was stopped. */
  readonly signal: AbortSignal;
  readonly policy: ModerationPolicy;
  /**
   * Measures the work of a classifier that has a queue of its own. The function returns the milliseconds of work so far. The
   * rest of the time counts as waiting, under the policy's `limits.maximumWaitMs`.
   */
  readonly measureWork?: ((readMs: () => number) => void) | undefined;
  /**
   * Names a function that returns the result for the text read so far. If the call fails or takes too long, the policy still decides
   * on the findings of that result, so what was found is not lost.
   */
  readonly offerPartialResult?: ((readResult: () => ClassifierResult) => void) | undefined;
}

/** Scores texts for some categories: implement it to add a detector of your own. */
export interface Classifier {
  /** Identifies the classifier in policies, verdicts and audit events. Unique within a moderator. */
  readonly name: string;
  /**
   * Identifies the behaviour: classifiers of equal name and version give equal results for equal texts, stages, roles and
   * policies. So moderators remember their results, and models share cached answers. Default: none, and nothing is remembered.
   */
  readonly version?: string | undefined;
  /** The categories that it can score. */
  readonly categories: readonly Category[];
  /** The categories that it can score under a policy, where they depend on it. Without any it does not run. Default: `categories`. */
  readonly categoriesFor?: ((policy: ModerationPolicy) => readonly Category[]) | undefined;
  /** The stages at which it runs by default; a policy may name it for others. Default: every stage. */
  readonly stages?: readonly ModerationStage[] | undefined;
  /**
   * Whether it computes alone, and asks no service: a text that takes longer than the time limit is then too costly, now and
   * at every other try. Default false.
   */
  readonly isLocal?: boolean | undefined;
  /**
   * Given for a classifier that is too costly for every window of a stream: it reads larger windows, one at a time, and text is held
   * until it has read them. The defaults fit an encoder of some ten million parameters. Default: it reads every window.
   */
  readonly rhythm?: RhythmOptions | undefined;
  /**
   * Prepares for a policy before it is in force, for example by learning from its examples. A moderator calls it again before every
   * check, so a second call for the same policy must cost nothing.
   * @throws {Error} when the policy cannot be used with this classifier; the policy before it then stays in force.
   */
  readonly preparePolicy?: ((policy: ModerationPolicy) => Promise<void>) | undefined;
  /**
   * Prepares a call before its time limit begins, for example by starting a thread. No time limit applies to it, so it
   * must not hang.
   */
  readonly prepare?: ((input: ModerationInput) => Promise<void> | undefined) | undefined;
  /**
   * Classifies `input.text`.
   * @throws {Error} when it cannot: the moderator fails closed unless the policy's `onError` is `allow`.
   */
  classify(input: ModerationInput, context: ClassifierContext): Promise<ClassifierResult>;
}

/** Lists the categories that a classifier can score under a policy. */
export function listCategories(
  { categories, categoriesFor }: Classifier,
  policy: ModerationPolicy,
): readonly Category[] {
  return categoriesFor?.(policy) ?? categories;
}
