import {
  ContextOverflowError,
  EmbeddingInputError,
  EngineClosedError,
  GrammarDeadEndError,
  IncompatibleDraftModelError,
  InvalidGrammarError,
  InvalidOptionError,
  MixtralLlmError,
  ModelFileError,
  ModelLoadError,
  ModelTooLargeError,
  QueueFullError,
  UnsupportedVocabularyError,
} from '../errors/index.js';

/** Carries an error between processes: its code, and the values that its constructor needs. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly parameters: readonly (string | number)[];
}

/** Converts errors of one class to values, and back. */
interface ErrorCodec<Thrown, Parameters extends readonly (string | number)[]> {
  readonly toParameters: (error: Thrown) => Parameters;
  readonly create: (parameters: Parameters, message: string) => Thrown;
}

const codecs: Readonly<Record<string, ErrorCodec<Error, readonly (string | number)[]>>> = {
  CONTEXT_OVERFLOW: codec<ContextOverflowError, [number, number]>(
    ({ promptTokens, contextSize }) => [promptTokens, contextSize],
    (parameters) => new ContextOverflowError(...parameters),
  ),
  EMBEDDING_INPUT: codec<EmbeddingInputError, [number, number, number]>(
    ({ index, tokens, maxTokens }) => [index, tokens, maxTokens],
    (parameters) => new EmbeddingInputError(...parameters),
  ),
  ENGINE_CLOSED: codec<EngineClosedError, []>(
    () => [],
    () => new EngineClosedError(),
  ),
  GRAMMAR_DEAD_END: codec<GrammarDeadEndError, []>(
    () => [],
    () => new GrammarDeadEndError(),
  ),
  INCOMPATIBLE_DRAFT_MODEL: codec<IncompatibleDraftModelError, [string, string]>(
    ({ file, problem }) => [file, problem],
    (parameters) => new IncompatibleDraftModelError(...parameters),
  ),
  INVALID_GRAMMAR: codec<InvalidGrammarError, []>(
    () => [],
    () => new InvalidGrammarError(),
  ),
  INVALID_OPTION: codec<InvalidOptionError, [string, string, string]>(
    ({ option, problem, advice }) => [option, problem, advice],
    (parameters) => new InvalidOptionError(...parameters),
  ),
  MODEL_FILE_UNUSABLE: codec<ModelFileError, [string, string]>(
    ({ file, problem }) => [file, problem],
    (parameters) => new ModelFileError(...parameters),
  ),
  MODEL_LOAD_FAILED: codec<ModelLoadError, [string, string]>(
    ({ file, cause }) => [file, toMessage(cause)],
    ([file, cause]) => new ModelLoadError(file, new Error(cause)),
  ),
  MODEL_TOO_LARGE: codec<ModelTooLargeError, [number, number]>(
    ({ neededBytes, freeBytes }) => [neededBytes, freeBytes],
    (parameters, message) => new ModelTooLargeError(...parameters, message),
  ),
  QUEUE_FULL: codec<QueueFullError, [number, number]>(
    ({ queued, retryAfterSeconds }) => [queued, retryAfterSeconds],
    (parameters) => new QueueFullError(...parameters),
  ),
  UNSUPPORTED_VOCABULARY: codec<UnsupportedVocabularyError, [string]>(
    ({ vocabulary }) => [vocabulary],
    (parameters) => new UnsupportedVocabularyError(...parameters),
  ),
};

/** Converts an error so that it can be sent to another process. Of an unknown error only the message remains. */
export function toWireError(error: unknown): WireError {
  const message = toMessage(error);
  if (MixtralLlmError.isInstance(error)) {
    const found = findCodec(error.code);
    if (found) return { code: error.code, message, parameters: found.toParameters(error) };
  }
  return { code: 'UNKNOWN', message, parameters: [] };
}

/** Makes the error that was sent again, as an instance of its own class. */
export function fromWireError({ code, message, parameters }: WireError): Error {
  return findCodec(code)?.create(parameters, message) ?? new Error(message);
}

/** Hides the types of one class, so that the codecs of all classes fit into one table. */
function codec<Thrown extends Error, Parameters extends readonly (string | number)[]>(
  toParameters: (error: Thrown) => Parameters,
  create: (parameters: Parameters, message: string) => Thrown,
): ErrorCodec<Error, readonly (string | number)[]> {
  return { toParameters, create } as unknown as ErrorCodec<Error, readonly (string | number)[]>;
}

function findCodec(code: string): (typeof codecs)[string] | undefined {
  return Object.hasOwn(codecs, code) ? codecs[code] : undefined;
}

function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
