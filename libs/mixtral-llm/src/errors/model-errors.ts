import { MixtralLlmError } from './mixtral-llm-error.js';

/** Reports that the runtime refuses a device, a model file or a context. */
export class ModelLoadError extends MixtralLlmError {
  static override readonly code = 'MODEL_LOAD_FAILED';

  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(`The model file ${file} could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** Reports a draft model that cannot predict tokens for the model. */
export class IncompatibleDraftModelError extends MixtralLlmError {
  static override readonly code = 'INCOMPATIBLE_DRAFT_MODEL';

  constructor(
    readonly file: string,
    readonly problem: string,
  ) {
    super(`The file ${file} cannot be a draft model for this one: ${problem}. Use a small model of the same family.`);
  }
}

/** Reports a kind of vocabulary whose tokens cannot be read as text. */
export class UnsupportedVocabularyError extends MixtralLlmError {
  static override readonly code = 'UNSUPPORTED_VOCABULARY';

  constructor(readonly vocabulary: string) {
    super(
      `The model's vocabulary (${vocabulary}) is not supported. ` +
        'Use a GGUF file with a SentencePiece ("llama") or byte-level ("gpt2") vocabulary.',
    );
  }
}

/** Reports that the loaded file has no chat template. */
export class NoChatTemplateError extends MixtralLlmError {
  static override readonly code = 'NO_CHAT_TEMPLATE';
}

/** Reports that a given or fetched file is not the model file that it should be. */
export class ModelFileError extends MixtralLlmError {
  static override readonly code = 'MODEL_FILE_UNUSABLE';

  constructor(
    readonly file: string,
    readonly problem: string,
  ) {
    super(`The model file ${file} cannot be used: ${problem}.`);
  }
}

/** Reports that the model needs more memory than is free. */
export class ModelTooLargeError extends MixtralLlmError {
  static override readonly code = 'MODEL_TOO_LARGE';

  constructor(
    readonly neededBytes: number,
    readonly freeBytes: number,
    message: string,
  ) {
    super(message);
  }
}

/** Reports a model or a precision that the catalogue does not have. */
export class UnknownModelError extends MixtralLlmError {
  static override readonly code = 'UNKNOWN_MODEL';

  constructor(subject: string, known: readonly string[]) {
    super(`The catalogue has no ${subject}. It has: ${known.join(', ')}. A file of your own is given by its path.`);
  }
}

/** Reports that no source serves the model. */
export class ModelNotAvailableError extends MixtralLlmError {
  static override readonly code = 'MODEL_NOT_AVAILABLE';

  constructor(
    readonly model: string,
    /** The answer of each source, in the order in which they were tried. */
    readonly attempts: readonly { readonly source: string; readonly reason: string }[],
    /** Path at which the file is expected. */
    readonly target: string,
  ) {
    const lines = attempts.map(({ source, reason }) => `  - ${source}: ${reason}`).join('\n');
    super(
      `The model ${model} could not be fetched:\n${lines}\n` +
        `Put the file at ${target} by hand, or give the path of a GGUF file: modelPath (MODEL_PATH for the API).`,
    );
  }
}

/** Reports that the folder for fetched models cannot be used. */
export class ModelCacheError extends MixtralLlmError {
  static override readonly code = 'MODEL_CACHE_UNUSABLE';

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
}
