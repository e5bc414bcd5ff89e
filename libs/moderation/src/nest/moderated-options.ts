import { type ModerationStage } from '../stage.js';

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
  /** The answer comes in pieces of one text, as server-sent events do: it is gated. Default: true for `@Sse` routes. */
  readonly stream?: boolean;
}
