import { type TokenUsage } from '@leeward/mixtral-llm';
import { type ModerationReport } from '../moderation/moderation-report.js';
import { type AnswerIdentity } from './answer-identity.js';
import { type AnswerEvent } from './moderate-choices.js';

/** An answer that is about to be generated. */
export interface ModeratedAnswer {
  readonly identity: AnswerIdentity;
  /** How many choices it has. */
  readonly choices: number;
  /** @throws OpenAiError 503 when something could not be checked */
  readonly events: AsyncIterable<AnswerEvent>;
  /** What was found so far, in the request and in the answer. */
  readonly report: ModerationReport;
  /** What the choices took together. */
  readonly usageOf: (usages: readonly TokenUsage[]) => TokenUsage;
}
