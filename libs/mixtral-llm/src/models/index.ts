export { cacheDirectory } from './cache-directory.js';
export {
  catalogue,
  type CatalogueEntry,
  type CatalogueFile,
  defaultModelId,
  type Precision,
  type PythonPackageMember,
} from './catalogue.js';
export { type OnProgress, type Progress } from './progress.js';
export { type ResolvedModel, resolveModel, type ResolveModelOptions } from './resolve-model.js';
export { type FetchRequest, type ModelSource } from './sources/model-source.js';
export { terminalProgress } from './terminal-progress.js';
