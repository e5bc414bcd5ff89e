import { type OpenAI } from 'openai';

import { openAiCategories } from '../../contract/category.js';
import { type Classifier } from '../../contract/classifier.js';
import { createRemoteClassifier, type RemoteClassifierOptions } from '../remote-classifier.js';

/** Options of the classifier that asks OpenAI's moderation endpoint. */
export interface OpenAiClassifierOptions extends RemoteClassifierOptions {
  readonly client: OpenAI;
  /** Default `omni-moderation-latest`. */
  readonly model?: string;
}

/** Maps each of OpenAI's categories to itself: ours have the same names. */
const categories = Object.fromEntries(openAiCategories.map((category) => [category, [category]]));

/**
 * Creates a classifier that asks OpenAI's moderation endpoint through its official client, for all 13 categories.
 *
 * Source: https://platform.openai.com/docs/guides/moderation.
 */
export function createOpenAiClassifier({
  client,
  model = 'omni-moderation-latest',
  ...options
}: OpenAiClassifierOptions): Classifier {
  return createRemoteClassifier(
    {
      name: 'openai',
      categories,
      requestScores: async (texts, { signal, retries }) => {
        const request = { model, input: [...texts] };
        const { results } = await client.moderations.create(request, { signal, maxRetries: retries });
        return results.map((result) => ({ ...result.category_scores }));
      },
    },
    options,
  );
}
