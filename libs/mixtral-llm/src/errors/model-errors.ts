import { hasCode, MixtralLlmError } from './mixtral-llm-error.js';

/** The runtime refused a device, a file or a context. */
export class ModelLoadError extends MixtralLlmError {
  readonly code = 'MODEL_LOAD_FAILED';

  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(`The model file ${file} could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }

  static isInstance(error: unknown): error is ModelLoadError {
    return hasCode(error, 'MODEL_LOAD_FAILED');
  }
}

/** A draft model that cannot guess for the model. */
export class IncompatibleDraftModelError extends MixtralLlmError {
  readonly code = 'INCOMPATIBLE_DRAFT_MODEL';

  constructor(
    readonly file: string,
    readonly problem: string,
  ) {
    super(`The file ${file} cannot be a draft model for this one: ${problem}. Use a small model of the same family.`);
  }

  static isInstance(error: unknown): error is IncompatibleDraftModelError {
    return hasCode(error, 'INCOMPATIBLE_DRAFT_MODEL');
  }
}

/** A kind of vocabulary whose pieces cannot be read. */
export class UnsupportedVocabularyError extends MixtralLlmError {
  readonly code = 'UNSUPPORTED_VOCABULARY';

  constructor(readonly vocabulary: string) {
    super(
      `The model's vocabulary (${vocabulary}) is not supported. ` +
        'Use a GGUF file with a SentencePiece ("llama") or byte-level ("gpt2") vocabulary.',
    );
  }

  static isInstance(error: unknown): error is UnsupportedVocabularyError {
    return hasCode(error, 'UNSUPPORTED_VOCABULARY');
  }
}

/** The loaded file has no chat template that can be used. */
export class NoChatTemplateError extends MixtralLlmError {
  readonly code = 'NO_CHAT_TEMPLATE';

  static isInstance(error: unknown): error is NoChatTemplateError {
    return hasCode(error, 'NO_CHAT_TEMPLATE');
  }
}

/** A file that was given, or fetched, is not the model file that it should be. */
export class ModelFileError extends MixtralLlmError {
  readonly code = 'MODEL_FILE_UNUSABLE';

  constructor(
    readonly file: string,
    readonly problem: string,
  ) {
    super(`The model file ${file} cannot be used: ${problem}.`);
  }

  static isInstance(error: unknown): error is ModelFileError {
    return hasCode(error, 'MODEL_FILE_UNUSABLE');
  }
}

/** The model needs more memory than there is. */
export class ModelTooLargeError extends MixtralLlmError {
  readonly code = 'MODEL_TOO_LARGE';

  constructor(
    readonly neededBytes: number,
    readonly freeBytes: number,
    message: string,
  ) {
    super(message);
  }

  static isInstance(error: unknown): error is ModelTooLargeError {
    return hasCode(error, 'MODEL_TOO_LARGE');
  }
}
