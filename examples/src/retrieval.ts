import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DirectoryLoader } from '@langchain/classic/document_loaders/fs/directory';
import { TextLoader } from '@langchain/classic/document_loaders/fs/text';
import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import { ChatMixtral, type EmbeddingEngine, type Engine, MixtralEmbeddings } from '@leeward/mixtral-llm';
import { createModerator } from '@leeward/moderation';
import { moderate } from '@leeward/moderation/langchain';

/** The folder of texts for this example. */
const handbook = fileURLToPath(new URL('../handbook/', import.meta.url));

export interface RetrievalAnswer {
  readonly answer: string;
  /** Names of the files that were retrieved for the answer. */
  readonly sources: readonly string[];
}

/**
 * Answers a question from a folder of texts. The texts are split, embedded and stored in memory, and those nearest to the question
 * go into the prompt. Retrieved text is moderated like the result of a tool, since it may contain orders to the model.
 */
export async function retrieval(
  engine: Engine,
  embeddingEngine: EmbeddingEngine,
  question = 'When does the ferry leave the harbour?',
): Promise<RetrievalAnswer> {
  const documents = await new DirectoryLoader(handbook, { '.md': (path) => new TextLoader(path) }).load();
  const pieces = await new RecursiveCharacterTextSplitter({ chunkSize: 400, chunkOverlap: 40 }).splitDocuments(
    documents,
  );
  const store = await MemoryVectorStore.fromDocuments(pieces, new MixtralEmbeddings({ engine: embeddingEngine }));
  const found = await moderate(store.asRetriever(2), { moderator: createModerator() }).invoke(question);

  const prompt = ChatPromptTemplate.fromMessages([
    ['system', 'Answer in one short sentence, from these notes:\n\n{notes}'],
    ['human', '{question}'],
  ]);
  const model = new ChatMixtral({ engine, temperature: 0, maxTokens: 60 });
  const notes = found.map(({ pageContent }) => pageContent).join('\n\n');
  const answer = await prompt.pipe(model).invoke({ notes, question });
  return { answer: answer.text, sources: found.map(({ metadata }) => basename(String(metadata['source']))) };
}
