import {
  ContextOverflowError,
  EmbeddingInputError,
  EngineClosedError,
  GrammarDeadEndError,
  IncompatibleDraftModelError,
  InvalidGrammarError,
  ModelFileError,
  ModelLoadError,
  ModelTooLargeError,
  QueueFullError,
  UnsupportedVocabularyError,
} from '../errors/index.js';

/** An error as it travels between processes: its code and the facts that its class is made of. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly facts: readonly (string | number)[];
}

/** What travels of an error. */
export function toWireError(error: unknown): WireError {
  if (ContextOverflowError.isInstance(error)) return wire(error, [error.promptTokens, error.contextSize]);
  if (EmbeddingInputError.isInstance(error)) return wire(error, [error.index, error.tokens, error.maxTokens]);
  if (ModelLoadError.isInstance(error)) {
    return wire(error, [error.file, error.cause instanceof Error ? error.cause.message : String(error.cause)]);
  }
  if (UnsupportedVocabularyError.isInstance(error)) return wire(error, [error.vocabulary]);
  if (IncompatibleDraftModelError.isInstance(error)) return wire(error, [error.file, error.problem]);
  if (ModelFileError.isInstance(error)) return wire(error, [error.file, error.problem]);
  if (ModelTooLargeError.isInstance(error)) return wire(error, [error.neededBytes, error.freeBytes]);
  if (QueueFullError.isInstance(error)) return wire(error, [error.queued, error.retryAfterSeconds]);
  if (
    EngineClosedError.isInstance(error) ||
    InvalidGrammarError.isInstance(error) ||
    GrammarDeadEndError.isInstance(error)
  )
    return wire(error, []);
  return { code: 'UNKNOWN', message: error instanceof Error ? error.message : String(error), facts: [] };
}

/** The error that was sent, as its own class again. */
export function fromWireError({ code, message, facts }: WireError): Error {
  const [first, second, third] = facts;
  switch (code) {
    case 'CONTEXT_OVERFLOW':
      return new ContextOverflowError(Number(first), Number(second));
    case 'EMBEDDING_INPUT':
      return new EmbeddingInputError(Number(first), Number(second), Number(third));
    case 'MODEL_LOAD_FAILED':
      return new ModelLoadError(String(first), new Error(String(second)));
    case 'UNSUPPORTED_VOCABULARY':
      return new UnsupportedVocabularyError(String(first));
    case 'INCOMPATIBLE_DRAFT_MODEL':
      return new IncompatibleDraftModelError(String(first), String(second));
    case 'MODEL_FILE_UNUSABLE':
      return new ModelFileError(String(first), String(second));
    case 'MODEL_TOO_LARGE':
      return new ModelTooLargeError(Number(first), Number(second), message);
    case 'QUEUE_FULL':
      return new QueueFullError(Number(first), Number(second));
    case 'ENGINE_CLOSED':
      return new EngineClosedError();
    case 'INVALID_GRAMMAR':
      return new InvalidGrammarError();
    case 'GRAMMAR_DEAD_END':
      return new GrammarDeadEndError();
    default:
      return new Error(message);
  }
}

function wire(error: Error & { readonly code: string }, facts: readonly (string | number)[]): WireError {
  return { code: error.code, message: error.message, facts };
}
