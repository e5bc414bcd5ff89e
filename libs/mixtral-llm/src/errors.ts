export { ModelCacheError, ModelNotAvailableError, UnknownModelError } from './errors/catalogue-errors.js';
export { EngineClosedError, EngineCrashedError, QueueFullError } from './errors/engine-errors.js';
export { GrammarDeadEndError, InvalidGrammarError, UnsupportedSchemaError } from './errors/grammar-errors.js';
export {
  ContextOverflowError,
  EmbeddingInputError,
  InvalidOptionError,
  UnsupportedMessageError,
  UnsupportedToolError,
} from './errors/input-errors.js';
export { MixtralLlmError } from './errors/mixtral-llm-error.js';
export {
  IncompatibleDraftModelError,
  ModelFileError,
  ModelLoadError,
  ModelTooLargeError,
  NoChatTemplateError,
  UnsupportedVocabularyError,
} from './errors/model-errors.js';
