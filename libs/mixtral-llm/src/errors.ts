/**
 * Every error of this library has a stable `code`. `isInstance` works across copies of the library, where `instanceof`
 * does not.
 */
export abstract class MixtralLlmError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Whether something thrown is an error with this code. */
function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** A LangChain message that cannot be made text. */
export class UnsupportedMessageError extends MixtralLlmError {
  readonly code = 'UNSUPPORTED_MESSAGE';

  constructor(
    readonly messageIndex: number,
    what: string,
    advice: string,
  ) {
    super(`Message ${messageIndex} holds ${what}, which this model cannot take: ${advice}.`);
  }

  static isInstance(error: unknown): error is UnsupportedMessageError {
    return hasCode(error, 'UNSUPPORTED_MESSAGE');
  }
}

/** An option of a call or of a model that cannot be followed. */
export class InvalidOptionError extends MixtralLlmError {
  readonly code = 'INVALID_OPTION';

  constructor(
    readonly option: string,
    /** What is wrong with it, to go behind its name. */
    readonly problem: string,
    readonly advice: string,
  ) {
    super(`The option "${option}" ${problem}: ${advice}.`);
  }

  static isInstance(error: unknown): error is InvalidOptionError {
    return hasCode(error, 'INVALID_OPTION');
  }
}

/** The prompt leaves no room for an answer. */
export class ContextOverflowError extends MixtralLlmError {
  readonly code = 'CONTEXT_OVERFLOW';

  constructor(
    readonly promptTokens: number,
    readonly contextSize: number,
  ) {
    super(
      `The prompt has ${promptTokens} tokens, and the context holds ${contextSize} for prompt and answer together. ` +
        'Send less text, or load the model with a larger context.',
    );
  }

  static isInstance(error: unknown): error is ContextOverflowError {
    return hasCode(error, 'CONTEXT_OVERFLOW');
  }
}

/** A text that cannot be made a vector. */
export class EmbeddingInputError extends MixtralLlmError {
  readonly code = 'EMBEDDING_INPUT';

  constructor(
    /** Its place in the list of texts. */
    readonly index: number,
    readonly tokens: number,
    readonly maxTokens: number,
  ) {
    super(
      tokens === 0
        ? `Text ${index} is empty. Leave it out.`
        : `Text ${index} has ${tokens} tokens, and the embedding model reads ${maxTokens} at most. Split it, or load a model that reads more.`,
    );
  }

  static isInstance(error: unknown): error is EmbeddingInputError {
    return hasCode(error, 'EMBEDDING_INPUT');
  }
}

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

/** The runtime refused a device, a file or a context. */
export class ModelLoadError extends MixtralLlmError {
  readonly code = 'MODEL_LOAD_FAILED';

  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(`The model file ${file} could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
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
    super(`The model cache at ${path} cannot be used: ${problem}${why}. Set LEEWARD_CACHE to a folder that can be written.`, { cause });
  }

  static isInstance(error: unknown): error is ModelCacheError {
    return hasCode(error, 'MODEL_CACHE_UNUSABLE');
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

/** A tool, or a choice of tools, that cannot be given to the model. */
export class UnsupportedToolError extends MixtralLlmError {
  readonly code = 'UNSUPPORTED_TOOL';

  constructor(subject: string, problem: string, advice: string, cause?: unknown) {
    super(`${subject} ${problem}: ${advice}.`, { cause });
  }

  static isInstance(error: unknown): error is UnsupportedToolError {
    return hasCode(error, 'UNSUPPORTED_TOOL');
  }
}

/** A JSON Schema, or a part of one, that cannot be made a grammar, or that no JSON text can satisfy. */
export class UnsupportedSchemaError extends MixtralLlmError {
  readonly code = 'UNSUPPORTED_SCHEMA';

  constructor(
    /** JSON pointer of the place in the schema, `''` for its root. */
    readonly pointer: string,
    /** What the place holds, for example `"not"`. */
    readonly what: string,
    readonly advice: string,
    /** Where the schema comes from, when a request has several, for example `tool "search"`. */
    readonly origin?: string,
  ) {
    super(`The JSON Schema${origin === undefined ? '' : ` of ${origin}`} has ${what} at "${pointer}": ${advice}.`);
  }

  static isInstance(error: unknown): error is UnsupportedSchemaError {
    return hasCode(error, 'UNSUPPORTED_SCHEMA');
  }
}

/** A grammar that the runtime cannot parse. */
export class InvalidGrammarError extends MixtralLlmError {
  readonly code = 'INVALID_GRAMMAR';

  constructor() {
    super('The grammar is not valid GBNF with a rule named "root". Build it with jsonSchemaToGrammar, or check its syntax.');
  }

  static isInstance(error: unknown): error is InvalidGrammarError {
    return hasCode(error, 'INVALID_GRAMMAR');
  }
}

/** The model cannot go on within a grammar. */
export class GrammarDeadEndError extends MixtralLlmError {
  readonly code = 'GRAMMAR_DEAD_END';

  constructor() {
    super(
      "The grammar allows nothing here that the model's vocabulary can write. " +
        'Leave unusual characters out of the schema or the grammar, or use another model.',
    );
  }

  static isInstance(error: unknown): error is GrammarDeadEndError {
    return hasCode(error, 'GRAMMAR_DEAD_END');
  }
}
