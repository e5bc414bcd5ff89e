export {
  DocumentIndex,
  type DocumentIndexOptions,
  type DocumentsReport,
  type LeftOutDocument,
} from './document-index.js';
export { createSearchDocumentsTool, type SearchDocumentsOptions } from './search-documents-tool.js';
