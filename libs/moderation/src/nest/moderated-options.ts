import { type ModerationInput, type ModerationStage } from '../contract/moderation-input.js';
import { type RequestContext } from '../contract/request-context.js';

/** The key under which Nest keeps the options of a route. */
export const moderatedMetadata = 'leeward:moderated';

/** Locates an answer in verdicts and audit events. */
export const answerLocation = { stage: 'output', role: 'assistant', path: 'response' } as const;

/** Identifies a request, and has the turn before its answer. */
export interface AnswerContext extends RequestContext {
  /** The text of the moderated input. Undefined where no input is moderated. */
  readonly precedingText?: string | undefined;
}

/** Adds the request and the turn before the answer to the location of an answer. */
export function toAnswerLocation({ requestId, precedingText }: AnswerContext): Omit<ModerationInput, 'text'> {
  return { ...answerLocation, requestId, precedingText };
}

/** Selects the parts of a route that are moderated, and how. */
export interface ModeratedOptions {
  /** The parts of an HTTP request that are moderated before the handler runs. Default: all three; `false`: none. */
  readonly input?: readonly ('body' | 'query' | 'params')[] | false;
  /** The stage of the input. Default `input`. */
  readonly inputStage?: Extract<ModerationStage, 'input' | 'resume' | 'tool-result'>;
  /** Whether the answer is moderated. Default true. */
  readonly output?: boolean;
  /**
   * How an answer of many values is moderated. Default: `true` for `@Sse` routes, else `false`.
   *
   * - `true`: the values are pieces of one text, which is gated. Values that are not text are yielded at the end,
   *   because a text may be split over them.
   * - `'values'`: each value is moderated alone and yielded at once.
   * - `false`: the answer is one value.
   */
  readonly stream?: boolean | 'values';
}
