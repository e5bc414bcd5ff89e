export { ModelCacheError, ModelNotAvailableError, UnknownModelError } from './catalogue-errors.js';
export { EngineClosedError, EngineCrashedError, QueueFullError } from './engine-errors.js';
export { GrammarDeadEndError, InvalidGrammarError, UnsupportedSchemaError } from './grammar-errors.js';
export {
  ContextOverflowError,
  EmbeddingInputError,
  InvalidOptionError,
  UnsupportedMessageError,
  UnsupportedToolError,
} from './input-errors.js';
export { MixtralLlmError } from './mixtral-llm-error.js';
export {
  IncompatibleDraftModelError,
  ModelFileError,
  ModelLoadError,
  ModelTooLargeError,
  NoChatTemplateError,
  UnsupportedVocabularyError,
} from './model-errors.js';
