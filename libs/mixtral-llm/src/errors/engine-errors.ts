import { hasCode, MixtralLlmError } from './mixtral-llm-error.js';

/** Too many requests wait. Worth to try again. */
export class QueueFullError extends MixtralLlmError {
  readonly code = 'QUEUE_FULL';

  constructor(
    readonly queued: number,
    /** Seconds until a place is likely to be free, from how long answers took lately. */
    readonly retryAfterSeconds: number,
  ) {
    super(`${queued} requests already wait for the model. Try again in about ${retryAfterSeconds} s.`);
  }

  static isInstance(error: unknown): error is QueueFullError {
    return hasCode(error, 'QUEUE_FULL');
  }
}

/** The engine was closed before or during a generation. */
export class EngineClosedError extends MixtralLlmError {
  readonly code = 'ENGINE_CLOSED';

  constructor() {
    super('The engine is closed. Load the model again to generate.');
  }

  static isInstance(error: unknown): error is EngineClosedError {
    return hasCode(error, 'ENGINE_CLOSED');
  }
}

/** The engine's process died in the middle of the answer. It is started again: worth to try again. */
export class EngineCrashedError extends MixtralLlmError {
  readonly code = 'ENGINE_CRASHED';

  constructor(readonly how: string) {
    super(`The engine's process died during the generation (${how}). It is being started again: repeat the request.`);
  }

  static isInstance(error: unknown): error is EngineCrashedError {
    return hasCode(error, 'ENGINE_CRASHED');
  }
}
