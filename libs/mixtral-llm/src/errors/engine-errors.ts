import { MixtralLlmError } from './mixtral-llm-error.js';

/** Reports that too many requests wait already. Trying again later may succeed. */
export class QueueFullError extends MixtralLlmError {
  static override readonly code = 'QUEUE_FULL';

  constructor(
    readonly queued: number,
    /** Seconds until a place is likely to be free, estimated from how long recent answers took. */
    readonly retryAfterSeconds: number,
  ) {
    super(`${queued} requests already wait for the model. Try again in about ${retryAfterSeconds} s.`);
  }
}

/** Reports that the engine was closed before or during a generation. */
export class EngineClosedError extends MixtralLlmError {
  static override readonly code = 'ENGINE_CLOSED';

  constructor() {
    super('The engine is closed. Load the model again to generate.');
  }
}

/** Reports that the engine's process died during a generation. It is started again, so trying again may succeed. */
export class EngineCrashedError extends MixtralLlmError {
  static override readonly code = 'ENGINE_CRASHED';

  constructor(
    /** Exit code or signal of the process, in words. */
    readonly exit: string,
  ) {
    super(`The engine's process died during the generation (${exit}). It is being started again: repeat the request.`);
  }
}
