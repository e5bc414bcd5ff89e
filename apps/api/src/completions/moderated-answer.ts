import { type TokenUsage } from '@leeward/mixtral-llm';
import { type ModerationReport } from '../moderation/report/moderation-report.js';
import { type AnswerNotes } from './notes/answer-notes.js';
import { type ChoiceEvent } from './moderate-choice.js';

/** Identifies one answer in all of its objects. */
export interface AnswerIdentity {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

/** An answer whose generation begins when its events are read, and ends when the reader leaves. */
export interface ModeratedAnswer {
  readonly identity: AnswerIdentity;
  /** The number of its choices. */
  readonly choices: number;
  /** The events of all choices as they come. @throws OpenAiError as `fromRefusal`, when something could not be moderated */
  readonly events: AsyncIterable<{ readonly choice: number; readonly event: ChoiceEvent }>;
  /** The findings so far, in the request and in the answer. */
  readonly report: ModerationReport;
  /** Whether the caller asked for the judgement in OpenAI's form. */
  readonly hasModeration: boolean;
  /** Notes on the answer besides moderation, as far as it is known. */
  readonly notes: AnswerNotes;
  /** Adds up the usage of all choices. */
  readonly sumUsage: (usages: readonly TokenUsage[]) => TokenUsage;
}
