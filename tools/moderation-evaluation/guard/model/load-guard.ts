import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { LlamaTextEncoder } from '../../../../libs/mixtral-llm/src/index.js';
import {
  type Classifier,
  guardClassifier,
  type GuardModel,
  listGuardModels,
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
  if (!listGuardModels(model).every(({ weightsPath }) => existsSync(weightsPath))) return undefined;
  await verifyGuardWeights(model);
  const encoder = await LlamaTextEncoder.loadModel(model, { niceness: 0 });
  const cached = await toCachedEncoder(encoder, model);
  const withoutCheap = dropCheapScores(model);
  return {
    model,
    close: async () => encoder.close(),
    classifier: withoutExplanations(guardClassifier({ encoder: cached, model })),
    alone: withoutExplanations(guardClassifier({ encoder: cached, model: withoutCheap })),
  };
}

/** Gives each encoder of a model a cache: the models have different weights. */
async function toCachedEncoder(encoder: TextEncoder, { sha256, dimensions, next }: GuardModel): Promise<CachedEncoder> {
  const cache = await VectorCache.open(sha256, dimensions);
  return new CachedEncoder(encoder, cache, next && encoder.next && (await toCachedEncoder(encoder.next, next)));
}

function dropCheapScores({ scores, next, ...model }: GuardModel): GuardModel {
  return {
    ...model,
    cheap: [],
    scores: scores.map((score) => ({ ...score, cheap: {} })),
    next: next && dropCheapScores(next),
  };
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
