import { Embeddings, type EmbeddingsParams } from '@langchain/core/embeddings';
import { type EmbeddingEngine } from '../engine/embedding-engine.js';
import { EmbeddingInputError, InvalidOptionError } from '../errors/index.js';

/** What `new MixtralEmbeddings` takes. */
export interface MixtralEmbeddingsFields extends EmbeddingsParams {
  /** The loaded engine. Whoever loaded it closes it. */
  readonly engine: EmbeddingEngine;
  /** Texts that are sent to the engine at once, 1 to 256. Default 32. */
  readonly batchSize?: number;
  /** Put before each document, where a model was trained so, for example `passage: `. Default: nothing. */
  readonly documentPrefix?: string;
  /** Put before each query, for example `query: `. Default: nothing. */
  readonly queryPrefix?: string;
}

/**
 * Embeddings of LangChain over an embedding engine: vectors of length 1.
 *
 * @example
 * const engine = await loadEmbeddingEngine({ modelPath: 'all-minilm-l6-v2.gguf' });
 * const store = await MemoryVectorStore.fromTexts(texts, metadatas, new MixtralEmbeddings({ engine }));
 */
export class MixtralEmbeddings extends Embeddings {
  readonly engine: EmbeddingEngine;
  readonly #batchSize: number;
  readonly #documentPrefix: string;
  readonly #queryPrefix: string;

  /** @throws {InvalidOptionError} for a batch size that is out of range */
  constructor({
    engine,
    batchSize = 32,
    documentPrefix = '',
    queryPrefix = '',
    ...parameters
  }: MixtralEmbeddingsFields) {
    super(parameters);
    if (!Number.isSafeInteger(batchSize) || batchSize < 1 || batchSize > 256) {
      throw new InvalidOptionError('batchSize', `is ${batchSize}`, 'give a whole number from 1 to 256');
    }
    this.engine = engine;
    this.#batchSize = batchSize;
    this.#documentPrefix = documentPrefix;
    this.#queryPrefix = queryPrefix;
  }

  /** @throws {EmbeddingInputError} for a text that is empty or too long, by its place in the list */
  override async embedDocuments(documents: string[]): Promise<number[][]> {
    const vectors: number[][] = [];
    for (let start = 0; start < documents.length; start += this.#batchSize) {
      const texts = documents.slice(start, start + this.#batchSize).map((document) => this.#documentPrefix + document);
      const embeddings = await this.engine.embed(texts).catch((error: unknown) => {
        throw EmbeddingInputError.isInstance(error)
          ? new EmbeddingInputError(start + error.index, error.tokens, error.maxTokens)
          : error;
      });
      vectors.push(...embeddings.map(({ vector }) => [...vector]));
    }
    return vectors;
  }

  /** @throws {EmbeddingInputError} for a text that is empty or too long */
  override async embedQuery(document: string): Promise<number[]> {
    const [embedding] = await this.engine.embed([this.#queryPrefix + document]);
    return [...(embedding?.vector ?? [])];
  }
}
