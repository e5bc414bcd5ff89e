import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Embedding, type EmbeddingEngine } from '../engine/embedding-engine.js';
import { type LlamaProcessEmbedder } from '../engine/llama/process/llama-process-embedder.js';
import { loadEmbeddingEngine } from '../load/load-embedding-engine.js';
import { MixtralEmbeddings } from './mixtral-embeddings.js';
import { EmbeddingInputError } from '../errors/index.js';

const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

describe('MixtralEmbeddings', () => {
  const scripted = () => {
    const asked: (readonly string[])[] = [];
    const embed = async (texts: readonly string[]): Promise<Embedding[]> => {
      asked.push(texts);
      const tooLong = texts.findIndex((text) => text.length > 20);
      if (tooLong >= 0) throw new EmbeddingInputError(tooLong, 30, 20);
      return texts.map((text) => ({ vector: [text.length], tokens: text.length }));
    };
    return { asked, engine: { embed } as unknown as EmbeddingEngine };
  };

  it('embeds documents in batches, in their order, with the prefixes that a model wants', async () => {
    const { asked, engine } = scripted();
    const embeddings = new MixtralEmbeddings({ engine, batchSize: 2, documentPrefix: 'd: ', queryPrefix: 'q: ' });
    expect(await embeddings.embedDocuments(['', 'a', 'ab'])).toEqual([[3], [4], [5]]);
    expect(await embeddings.embedQuery('abc')).toEqual([6]);
    expect(asked).toEqual([['d: ', 'd: a'], ['d: ab'], ['q: abc']]);
  });

  it('names a text that is too long by its index in the whole list', async () => {
    const refused = new MixtralEmbeddings({ engine: scripted().engine, batchSize: 2 }).embedDocuments([
      'a',
      'b',
      'c',
      'a text that is far too long',
    ]);
    await expect(refused).rejects.toMatchObject({
      code: 'EMBEDDING_INPUT',
      index: 3,
      message: expect.stringMatching(/^Text 3 has 30 tokens, and the embedding model reads 20/),
    });
  });

  it.each([
    ['batch_size', 'use "batchSize"'],
    ['documentPrefx', 'use "documentPrefix"'],
    ['model', 'there are batchSize, documentPrefix, engine, maxConcurrency'],
  ])('refuses an option that it does not know, and names the nearest: %s', (name, advice) => {
    const fields = { engine: scripted().engine, [name]: 1 };
    expect(() => new MixtralEmbeddings(fields)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option: name, message: expect.stringContaining(advice) }),
    );
  });

  it("knows the options of LangChain's own embeddings", () => {
    const fields = { engine: scripted().engine, maxConcurrency: 2, maxRetries: 0, onFailedAttempt: () => undefined };
    expect(new MixtralEmbeddings(fields).engine).toBe(fields.engine);
  });

  it('says how to load an engine where there is none', () => {
    expect(() => new MixtralEmbeddings({} as never)).toThrow(
      expect.objectContaining({ option: 'engine', message: expect.stringContaining('loadEmbeddingEngine') }),
    );
  });

  it('refuses a batch size out of range', () => {
    expect(() => new MixtralEmbeddings({ engine: scripted().engine, batchSize: 0 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', option: 'batchSize' }),
    );
  });
});

describe('the default model as an embedding engine', () => {
  let engine: EmbeddingEngine;
  beforeAll(async () => void (engine = await loadEmbeddingEngine({ gpu: false, threads: 1, maxTokens: 128 })), 240_000);
  afterAll(() => engine?.close());

  it('reports that it was not trained to embed', () => {
    expect(engine.model).toEqual({
      ...{ id: 'smollm2-135m-instruct', name: expect.any(String), architecture: 'llama' },
      ...{ dimensions: 576, maxTokens: 128, pooling: 'mean', isTrainedToEmbed: false },
    });
  });

  it('returns vectors of length 1: equal for equal texts, and closer for texts with a similar meaning', async () => {
    const embeddings = new MixtralEmbeddings({ engine });
    const texts = [
      'The cat sleeps on the sofa.',
      'A cat is sleeping on a couch.',
      'Interest rates rose again in March.',
    ];
    const [cat, couch, rates] = (await embeddings.embedDocuments(texts)) as [number[], number[], number[]];
    for (const vector of [cat, couch, rates]) expect(dot(vector, vector)).toBeCloseTo(1, 5);
    expect(dot(await embeddings.embedQuery(texts[0] as string), cat)).toBeCloseTo(1, 5);
    expect(dot(cat, couch)).toBeGreaterThan(dot(cat, rates));
  });

  it('counts tokens, and refuses what is empty, too long or aborted', async () => {
    expect(await engine.embed(['cat cat'])).toMatchObject([{ tokens: expect.any(Number) }]);
    await expect(engine.embed(['a', ''])).rejects.toMatchObject({ code: 'EMBEDDING_INPUT', index: 1 });
    await expect(engine.embed(['word '.repeat(400)])).rejects.toMatchObject({
      code: 'EMBEDDING_INPUT',
      maxTokens: 128,
      message: expect.stringContaining('Split it'),
    });
    await expect(engine.embed(['a'], { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it('restarts its process after a crash, which fails the request under way', async () => {
    const lost = engine.embed(['word '.repeat(100)]);
    process.kill((engine as LlamaProcessEmbedder).processId as number, 'SIGKILL');
    await expect(lost).rejects.toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(await engine.embed(['a'])).toHaveLength(1);
  });

  it('refuses texts once it is closed', async () => {
    await engine.close();
    await expect(engine.embed(['a'])).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
  });
});
