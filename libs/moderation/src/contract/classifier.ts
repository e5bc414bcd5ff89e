import { type Category, type CategoryScores } from './category.js';
import { type ModerationPolicy } from './policy.js';
import { type ModerationInput, type ModerationStage, type TextRange } from './moderation-input.js';

/** A place in the text that a classifier found. */
export interface CategorySpan extends TextRange {
  readonly category: Category;
  /** 0 … 1. */
  readonly score: number;
  /** What was found, as an upper-case word: the name of the placeholder when the span is redacted, such as `EMAIL`. */
  readonly label?: string;
}

/** What one classifier says about one text. */
export interface ClassifierResult {
  /**
   * Every category the classifier stands for: a score, or `null` for one it cannot judge in this text. The score of a
   * category that has spans is read from the spans.
   */
  readonly scores: CategoryScores;
  readonly spans: readonly CategorySpan[];
  /** What was looked at. A classifier with a length limit reports less than the whole text. */
  readonly scanned: TextRange;
  /**
   * The offset before which nothing that may follow the text can change this result. A stream is released up to it.
   * Classifiers that judge a text as a whole leave it out; the policy's hold-back is used in its place.
   */
  readonly settledTo?: number;
}

/** What a classifier is given beside the text. */
export interface ClassifierContext {
  /** Aborted when the classifier's time is up, the caller left, or another text of the request was stopped. */
  readonly signal: AbortSignal;
  readonly policy: ModerationPolicy;
}

/** The port of the library: judges one text for the categories it stands for. */
export interface Classifier {
  /** Names the classifier in policies, verdicts and audit events. Unique within a moderator. */
  readonly name: string;
  /**
   * Says what it judges by: another one with the same name and version gives the same result for the same text and policy. Answers
   * that a cache keeps are shared between such. Default: it is like no other.
   */
  readonly version?: string;
  /** The categories it can judge. */
  readonly categories: readonly Category[];
  /** The stages it was made for; a policy that names it in another stage's list has it run there too. Default: every stage. */
  readonly stages?: readonly ModerationStage[];
  /** What must be there before the classifier's time begins to run, such as a thread that is started. Bounded in time by itself. */
  readonly prepare?: ((input: ModerationInput) => Promise<void> | undefined) | undefined;
  /**
   * Judges `input.text`.
   * @throws {Error} when it cannot: the moderator fails closed unless the policy says otherwise.
   */
  classify(input: ModerationInput, context: ClassifierContext): Promise<ClassifierResult>;
}
