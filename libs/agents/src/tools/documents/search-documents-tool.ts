import { type StructuredToolInterface, tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { z } from 'zod';

import { labelTool, type ToolLabels } from '../../contract/index.js';
import { type DocumentIndex } from './document-index.js';

/** Options of the tool `search_documents`. */
export interface SearchDocumentsOptions {
  readonly index: DocumentIndex;
  /** Says to the model which subject the documents have. Default: nothing is said. */
  readonly description?: string | undefined;
  /** The most parts of documents that one search gives. Default: 4. */
  readonly maximumResults?: number | undefined;
  readonly labels?: Partial<ToolLabels> | undefined;
}

/** Untrusted: a document can come from a stranger, such as an attachment of a customer. */
const searchLabels: ToolLabels = { reads: ['untrusted'], effect: 'none' };

/** Creates the tool `search_documents`, which finds parts of the documents of an index. */
export function createSearchDocumentsTool(options: SearchDocumentsOptions): StructuredToolInterface {
  const { index, description, maximumResults = 4, labels } = options;
  const searchDocuments = tool(
    async ({ query }: { query: string }, { signal }: ToolRunnableConfig) => {
      const found = await index.search(query, maximumResults, signal);
      return JSON.stringify(found.map(({ source, text }) => ({ source, text })));
    },
    {
      name: 'search_documents',
      description: `Searches documents, and gives the parts of them that fit best.${description === undefined ? '' : ` ${description}`}`,
      schema: z.object({ query: z.string().min(1).max(2000).describe('What to look for, in plain words.') }),
    },
  );
  return labelTool(searchDocuments, { ...searchLabels, ...labels });
}
