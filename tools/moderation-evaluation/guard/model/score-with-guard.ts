import { join } from 'node:path';

import { EmbeddingInputError, LlamaEmbedder } from '../../../../libs/mixtral-llm/src/index.js';
import {
  type Category,
  type CategoryScores,
  type Classifier,
  type ModerationRole,
} from '../../../../libs/moderation/src/index.js';
import { CachedEncoder } from './cached-encoder.js';
import { type GuardModelFile } from './guard-model-file.js';
import { type TextEncoder } from './text-encoder.js';
import { VectorCache } from './vector-cache.js';

/** Scores of the cheap classifiers by name and category, such as `words:hate`. */
export type CheapScores = Readonly<Record<string, number>>;

/** The guard model, ready to score. */
export interface LoadedGuard {
  readonly model: GuardModelFile;
  /** Creates the classifier. `readCheap`: the cheap scores that its scores read too. Default: none, so the model stands alone. */
  createClassifier(readCheap?: (text: string, role: ModerationRole) => Promise<CheapScores>): Classifier;
  close(): Promise<void>;
}

/** Loads the guard model of a folder, with a cache of vectors on disk. */
export async function loadGuard(folder: string, model: GuardModelFile): Promise<LoadedGuard> {
  const { encoder, close } = await loadEncoder(join(folder, model.file), model);
  const cached = new CachedEncoder(encoder, await VectorCache.open(model.sha256, model.dimensions));
  return {
    model,
    close,
    createClassifier: (readCheap) => ({
      name: 'guard',
      version: `${model.version} ${readCheap === undefined ? 'alone' : 'with cheap scores'}`,
      categories: model.scores.map(({ category }) => category),
      classify: async ({ text, role }) => {
        const [scores = {}] = await scoreWithGuard(cached, model, [text], { role, readCheap });
        return { scores, spans: [], scanned: { start: 0, end: text.length } };
      },
    }),
  };
}

async function loadEncoder(
  file: string,
  { name, version, dimensions, maximumTokens }: GuardModelFile,
): Promise<{ readonly encoder: TextEncoder; close(): Promise<void> }> {
  const embedder = await LlamaEmbedder.load({ file, gpu: false, threads: 1, maxTokens: maximumTokens });
  const encodeOne = async (text: string): Promise<Float32Array | undefined> => {
    try {
      const [embedding] = await embedder.embed([text]);
      return embedding && Float32Array.from(embedding.vector);
    } catch (error) {
      if (error instanceof EmbeddingInputError) return undefined;
      throw error;
    }
  };
  const encode = async (texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]> => {
    const vectors: (Float32Array | undefined)[] = [];
    for (const text of texts) vectors.push(await encodeOne(text));
    return vectors;
  };
  return { encoder: { name: `${name}@${version}`, dimensions, encode }, close: async () => embedder.close() };
}

/** Scores texts of one role: the highest score of each category over the windows of a text. */
export async function scoreWithGuard(
  encoder: TextEncoder,
  model: GuardModelFile,
  texts: readonly string[],
  options: {
    readonly role: ModerationRole;
    readonly context?: string | undefined;
    readonly readCheap?: ((text: string, role: ModerationRole) => Promise<CheapScores>) | undefined;
  },
): Promise<readonly CategoryScores[]> {
  const { role, context, readCheap } = options;
  const isKnown = role === 'user' || role === 'assistant' || role === 'tool';
  const before = context === undefined ? '' : `user: ${context.slice(-model.contextCharacters)}\n`;
  return Promise.all(
    texts.map(async (text) => {
      const cheap = (await readCheap?.(text, role)) ?? {};
      const highest: Partial<Record<Category, number>> = {};
      const windows = splitIntoWindows(text.normalize('NFKC'), model);
      for (const vector of await encodeWindows(encoder, `${before}${isKnown ? role : 'text'}: `, windows)) {
        for (const [category, score] of scoreVector(model, vector, cheap))
          highest[category] = Math.max(highest[category] ?? 0, score);
      }
      return highest;
    }),
  );
}

function splitIntoWindows(text: string, { windowCharacters, overlapCharacters }: GuardModelFile): readonly string[] {
  const windows = [text.slice(0, windowCharacters)];
  for (let end = windowCharacters; end < text.length;) {
    const start = end - overlapCharacters;
    end = start + windowCharacters;
    windows.push(text.slice(start, end));
  }
  return windows;
}

/** Encodes windows, and halves those that the encoder finds too long. */
async function encodeWindows(
  encoder: TextEncoder,
  prefix: string,
  windows: readonly string[],
): Promise<readonly Float32Array[]> {
  const vectors = await encoder.encode(windows.map((window) => `${prefix}${window}`));
  const all = await Promise.all(
    vectors.map(async (vector, index) => {
      if (vector !== undefined) return [vector];
      const window = windows[index] ?? '';
      const middle = Math.ceil(window.length / 2);
      if (window.length < 2) throw new Error('The encoder of the guard cannot read a single character.');
      return encodeWindows(encoder, prefix, [window.slice(0, middle), window.slice(middle)]);
    }),
  );
  return all.flat();
}

function scoreVector(
  { heads, scores }: GuardModelFile,
  vector: Float32Array,
  cheap: CheapScores,
): readonly (readonly [Category, number])[] {
  const logits = new Map(
    heads.map(({ name, weights, bias }) => [
      name,
      weights.reduce((sum, weight, index) => sum + weight * (vector[index] ?? 0), bias),
    ]),
  );
  return scores.map(({ category, heads: factors, cheap: cheapFactors = {}, bias }) => {
    let sum = bias;
    for (const [name, factor] of Object.entries(factors)) sum += factor * (logits.get(name) ?? 0);
    for (const [name, factor] of Object.entries(cheapFactors)) sum += factor * (cheap[name] ?? 0);
    return [category, 1 / (1 + Math.exp(-sum))] as const;
  });
}
