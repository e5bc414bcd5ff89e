export { type AnswerFinishReason, type AnswerPart } from './convert/answer-parts.js';
export { ChatMixtral } from './chat/chat-mixtral.js';
export { type FittedMessages } from './chat/fit-messages.js';
export { sumChoiceUsage } from './convert/choices.js';
export { type TokenLogprobs, toLogprobs } from './convert/to-logprobs.js';
export type * from './engine/embedding-engine.js';
export type * from './engine/engine.js';
export { LlamaEmbedder, type LlamaEmbedderOptions } from './engine/llama/llama-embedder.js';
export { LlamaEngine, type LlamaEngineOptions } from './engine/llama/llama-engine.js';
export {
  LlamaProcessEmbedder,
  type LlamaProcessEmbedderOptions,
} from './engine/llama/process/llama-process-embedder.js';
export { type DraftModelFile } from './engine/llama/options/load-options.js';
export { type EngineIncident } from './engine/llama/process/engine-incident.js';
export { LlamaProcessEngine, type LlamaProcessEngineOptions } from './engine/llama/process/llama-process-engine.js';
export {
  LlamaTextEncoder,
  type LlamaTextEncoderOptions,
  type TextEncoderModel,
  type TextEncoderProcessOptions,
} from './engine/llama/process/llama-text-encoder.js';
export {
  ContextOverflowError,
  EmbeddingInputError,
  EngineClosedError,
  EngineCrashedError,
  GrammarDeadEndError,
  IncompatibleDraftModelError,
  InvalidGrammarError,
  InvalidOptionError,
  MixtralLlmError,
  type MixtralLlmErrorCode,
  ModelCacheError,
  ModelFileError,
  ModelLoadError,
  ModelNotAvailableError,
  ModelTooLargeError,
  NoChatTemplateError,
  QueueFullError,
  UnknownModelError,
  UnsupportedMessageError,
  UnsupportedSchemaError,
  UnsupportedToolError,
  UnsupportedVocabularyError,
} from './errors/index.js';
export {
  type Grammar,
  type GrammarLimits,
  type GrammarOptions,
  jsonGrammar,
  type JsonSchema,
  jsonSchemaToGrammar,
  toolCallGrammar,
  type ToolCallGrammarRequest,
  type ToolChoice,
  type ToolSchema,
} from './grammar/index.js';
export { loadEmbeddingEngine, type LoadEmbeddingEngineOptions } from './load/load-embedding-engine.js';
export { loadEngine, type LoadEngineOptions } from './load/load-engine.js';
export {
  cacheDirectory,
  catalogue,
  type CatalogueEntry,
  type CatalogueFile,
  defaultModelId,
  type FetchRequest,
  huggingFace,
  type HuggingFaceOptions,
  type ModelSource,
  type OnProgress,
  type Precision,
  type Progress,
  pythonPackage,
  type PythonPackageMember,
  type ResolvedModel,
  resolveModel,
  type ResolveModelOptions,
  terminalProgress,
} from './models/index.js';
export { type SchemaFailure, type SchemaReport } from './validation/answer-checks.js';
export { MixtralEmbeddings, type MixtralEmbeddingsFields } from './embeddings/mixtral-embeddings.js';
export { convertBertToGguf } from './models/bert/bert-to-gguf.js';
export { Mixtral, type MixtralCallOptions, type MixtralFields } from './completion/mixtral.js';
export {
  grammarLimitBounds,
  logitBiasBounds,
  type NumberBounds,
  optionBounds,
  stopBounds,
} from './options/option-bounds.js';
export {
  type AnswerFormOptions,
  type ChatMixtralCallOptions,
  type ChatMixtralFields,
  type GenerationOptions,
} from './options/option-types.js';
export { type OpenAiResponseFormat, type ResponseFormat } from './options/response-format.js';
