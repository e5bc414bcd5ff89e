/** The settings of chat completions, for requests that do not say otherwise. */
export class ChatSettings {
  /** @param repairsHistory whether the calls and results of a history are repaired */
  constructor(readonly repairsHistory: boolean) {}
}
