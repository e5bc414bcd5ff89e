import { type ModerationStage } from '../contract/moderation-input.js';

/** The name under which Nest keeps a route's settings. */
export const moderatedMetadata = 'leeward:moderated';

/** What of a route is moderated. */
export interface ModeratedOptions {
  /** What is judged before the handler runs. Default: body, query and parameters; `false`: nothing. */
  readonly input?: readonly ('body' | 'query' | 'params')[] | false;
  /** The stage of the input. Default `input`. */
  readonly inputStage?: Extract<ModerationStage, 'input' | 'resume' | 'tool-result'>;
  /** Whether the answer is judged. Default true. */
  readonly output?: boolean;
  /**
   * How an answer of many values is judged. `true`: they are pieces of one text, which is gated; values that are no text come out at
   * the end, because a text may be split over them. `'values'`: each stands for itself and comes out as soon as it was judged alone.
   * `false`: one value. Default: `true` for `@Sse` routes.
   */
  readonly stream?: boolean | 'values';
}
