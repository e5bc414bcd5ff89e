export { toCallFingerprint } from './fingerprint.js';
export { type CatalogTool, ToolCatalog } from './tool-catalog.js';
