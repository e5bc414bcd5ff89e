export { EngineClosedError, EngineCrashedError, QueueFullError } from './engine-errors.js';
export { GrammarDeadEndError, InvalidGrammarError, UnsupportedSchemaError } from './grammar-errors.js';
export {
  ContextOverflowError,
  EmbeddingInputError,
  InvalidOptionError,
  UnsupportedMessageError,
  UnsupportedToolError,
} from './input-errors.js';
export { MixtralLlmError, type MixtralLlmErrorCode } from './mixtral-llm-error.js';
export {
  IncompatibleDraftModelError,
  ModelCacheError,
  ModelFileError,
  ModelLoadError,
  ModelNotAvailableError,
  ModelTooLargeError,
  NoChatTemplateError,
  UnknownModelError,
  UnsupportedVocabularyError,
} from './model-errors.js';
