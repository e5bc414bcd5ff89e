import { type Truncation } from '../../compatibility/truncation.js';

/** The settings of chat completions, for requests that do not say otherwise. */
export class ChatSettings {
  /** @param repairsHistory whether the calls and results of a history are repaired */
  constructor(
    readonly repairsHistory: boolean,
    readonly truncation: Truncation = 'disabled',
  ) {}

  /** Fills in the settings where a request does not say otherwise. */
  fillIn<Request extends { readonly repair?: boolean | null; readonly truncation?: Truncation | null }>(
    request: Request,
  ): Request & { readonly repair: boolean; readonly truncation: Truncation } {
    return {
      ...request,
      repair: request.repair ?? this.repairsHistory,
      truncation: request.truncation ?? this.truncation,
    };
  }
}
