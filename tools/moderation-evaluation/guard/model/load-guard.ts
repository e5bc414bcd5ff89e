import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { EmbeddingInputError, LlamaEmbedder } from '../../../../libs/mixtral-llm/src/index.js';
import {
  type Classifier,
  guardClassifier,
  type GuardModel,
  loadGuardModel,
  type ModerationPolicy,
  moderationStages,
  type TextEncoder,
  verifyGuardWeights,
} from '../../../../libs/moderation/src/index.js';
import { CachedEncoder } from './cached-encoder.js';
import { VectorCache } from './vector-cache.js';

/** The folder of the model that ships. */
export const shippedModelFolder = fileURLToPath(new URL('../../../../libs/moderation/model/', import.meta.url));

/** The guard model, ready to classify. */
export interface LoadedGuard {
  readonly model: GuardModel;
  /** The classifier as it ships: it reads the cheap scores too. */
  readonly classifier: Classifier;
  /** The classifier without the cheap scores: the learned heads alone. */
  readonly alone: Classifier;
  close(): Promise<void>;
}

/**
 * Loads the guard model of a folder, with a cache of vectors on disk. Undefined when the files are not there.
 * @throws {ConfigurationError} when the description is not valid, or the weights are others than it names.
 */
export async function loadGuard(folder: string): Promise<LoadedGuard | undefined> {
  if (!existsSync(join(folder, 'guard-model.json'))) return undefined;
  const model = await loadGuardModel(folder);
  if (!existsSync(model.weightsPath)) return undefined;
  await verifyGuardWeights(model);
  const { encoder, close } = await loadEncoder(model);
  const cached = new CachedEncoder(encoder, await VectorCache.open(model.sha256, model.dimensions));
  const withoutCheap = { ...model, cheap: [], scores: model.scores.map((score) => ({ ...score, cheap: {} })) };
  return {
    model,
    close,
    classifier: withoutExplanations(guardClassifier({ encoder: cached, model })),
    alone: withoutExplanations(guardClassifier({ encoder: cached, model: withoutCheap })),
  };
}

/** Loads the weights into this process. */
export async function loadEncoder({
  name,
  version,
  dimensions,
  maximumTokens,
  weightsPath,
}: GuardModel): Promise<{ readonly encoder: TextEncoder; close(): Promise<void> }> {
  const embedder = await LlamaEmbedder.load({ file: weightsPath, gpu: false, threads: 1, maxTokens: maximumTokens });
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

/** Explanations take up to 12 more texts for each finding, and change no score. So the classifier sees a policy that finds nothing. */
function withoutExplanations(classifier: Classifier): Classifier {
  return {
    ...classifier,
    classify: async (input, context) => classifier.classify(input, { ...context, policy: findNothing(context.policy) }),
  };
}

function findNothing(policy: ModerationPolicy): ModerationPolicy {
  const stages = moderationStages.map((stage) => [stage, { ...policy.stages[stage], categories: {} }]);
  return {
    ...policy,
    otherCategories: { threshold: Infinity, action: 'monitor' },
    stages: Object.fromEntries(stages) as ModerationPolicy['stages'],
  };
}
