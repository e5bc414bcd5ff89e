/** Ways to treat a conversation that is too long: leave out its oldest turns, or refuse it. */
export const truncationModes = ['auto', 'disabled'] as const;

export type Truncation = (typeof truncationModes)[number];

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
