export { cacheDirectory } from './cache/cache-directory.js';
export {
  catalogue,
  type CatalogueEntry,
  type CatalogueFile,
  defaultModelId,
  type Precision,
  type PythonPackageMember,
} from './catalogue/catalogue.js';
export { type OnProgress, type Progress } from './progress/progress.js';
export { terminalProgress } from './progress/terminal-progress.js';
export { type ResolvedModel, resolveModel, type ResolveModelOptions } from './resolve/resolve-model.js';
export { huggingFace, type HuggingFaceOptions } from './sources/hugging-face.js';
export { pythonPackage } from './sources/python-package.js';
export { type FetchRequest, type ModelSource } from './sources/model-source.js';
