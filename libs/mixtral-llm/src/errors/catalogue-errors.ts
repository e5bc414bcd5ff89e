import { hasCode, MixtralLlmError } from './mixtral-llm-error.js';

/** A model or a precision that the catalogue does not have. */
export class UnknownModelError extends MixtralLlmError {
  readonly code = 'UNKNOWN_MODEL';

  constructor(what: string, known: readonly string[]) {
    super(`The catalogue has no ${what}. It has: ${known.join(', ')}. A file of your own is given by its path.`);
  }

  static isInstance(error: unknown): error is UnknownModelError {
    return hasCode(error, 'UNKNOWN_MODEL');
  }
}

/** No source served the model. */
export class ModelNotAvailableError extends MixtralLlmError {
  readonly code = 'MODEL_NOT_AVAILABLE';

  constructor(
    readonly model: string,
    /** What each source said, in the order in which they were tried. */
    readonly attempts: readonly { readonly source: string; readonly reason: string }[],
    readonly target: string,
  ) {
    const lines = attempts.map(({ source, reason }) => `  - ${source}: ${reason}`).join('\n');
    super(
      `The model ${model} could not be fetched:\n${lines}\n` +
        `Put the file at ${target} by hand, or set MODEL_PATH to a GGUF file that you have.`,
    );
  }

  static isInstance(error: unknown): error is ModelNotAvailableError {
    return hasCode(error, 'MODEL_NOT_AVAILABLE');
  }
}

/** The folder for fetched models cannot be used. */
export class ModelCacheError extends MixtralLlmError {
  readonly code = 'MODEL_CACHE_UNUSABLE';

  constructor(
    readonly path: string,
    readonly problem: string,
    cause?: unknown,
  ) {
    const why = cause instanceof Error ? ` (${cause.message})` : '';
    super(
      `The model cache at ${path} cannot be used: ${problem}${why}. Set LEEWARD_CACHE to a folder that can be written.`,
      { cause },
    );
  }

  static isInstance(error: unknown): error is ModelCacheError {
    return hasCode(error, 'MODEL_CACHE_UNUSABLE');
  }
}
