import { Embeddings, type EmbeddingsParams } from '@langchain/core/embeddings';
import { type EmbeddingEngine } from '../engine/embedding-engine.js';
import { EmbeddingInputError, InvalidOptionError } from '../errors/index.js';
import { embeddingFields, ensureKnownFields } from '../options/known-options.js';

/** Describes the fields of `new MixtralEmbeddings`. */
export interface MixtralEmbeddingsFields extends EmbeddingsParams {
  /** The loaded engine. The code that loaded it closes it. */
  readonly engine: EmbeddingEngine;
  /** Number of texts to send to the engine at once, 1 to 256. Default 32. */
  readonly batchSize?: number;
  /** Prefix of each document, for models that were trained with one, such as `passage: `. Default: none. */
  readonly documentPrefix?: string;
  /** Prefix of each query, such as `query: `. Default: none. */
  readonly queryPrefix?: string;
}

/**
 * Embeds texts through LangChain over an embedding engine. The vectors have length 1.
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

  /** @throws {InvalidOptionError} for a missing engine, an option that is not known, or a batch size that is out of range */
  constructor(fields: MixtralEmbeddingsFields) {
    const { engine, batchSize = 32, documentPrefix = '', queryPrefix = '', ...parameters } = fields;
    ensureKnownFields(fields, embeddingFields);
    super(parameters);
    // Callers without types may leave it out.
    if (!(engine as EmbeddingEngine | undefined))
      throw new InvalidOptionError(
        'engine',
        'is missing',
        'load one with loadEmbeddingEngine; several models may share it',
      );
    if (!Number.isSafeInteger(batchSize) || batchSize < 1 || batchSize > 256) {
      throw new InvalidOptionError('batchSize', `is ${batchSize}`, 'give a whole number from 1 to 256');
    }
    this.engine = engine;
    this.#batchSize = batchSize;
    this.#documentPrefix = documentPrefix;
    this.#queryPrefix = queryPrefix;
  }

  /**
   * Embeds documents in batches.
   *
   * @throws {EmbeddingInputError} for a text that is empty or too long, with its index in the whole list
   */
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

  /** Embeds one query. @throws {EmbeddingInputError} for a text that is empty or too long */
  override async embedQuery(document: string): Promise<number[]> {
    const [embedding] = await this.engine.embed([this.#queryPrefix + document]);
    return [...(embedding?.vector ?? [])];
  }
}
