import { type OpenAI } from 'openai';

import { type CategoryScores, openAiCategories } from '../../contract/category.js';
import { type Classifier } from '../../contract/classifier.js';
import { createRemoteClassifier, type RemoteClassifierOptions } from '../remote-classifier.js';

/** How OpenAI's moderation endpoint is asked. */
export interface OpenAiClassifierOptions extends RemoteClassifierOptions {
  readonly client: OpenAI;
  /** Default `omni-moderation-latest`. */
  readonly model?: string;
}

/** Well below what the model reads at once, in any script. */
const pieceCharacters = 8_000;

/**
 * OpenAI's moderation endpoint through its official client: all 13 categories. One that the answer leaves out is null.
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
      categories: openAiCategories,
      pieceCharacters,
      score: async (pieces, { signal, retries }) => {
        const { results } = await client.moderations.create(
          { model, input: [...pieces] },
          { signal, maxRetries: retries },
        );
        return results.map(({ category_scores: scores }) => scoresOf(scores));
      },
    },
    options,
  );
}

function scoresOf(given: OpenAI.Moderation.CategoryScores): CategoryScores {
  const scores: Readonly<Record<string, number | null | undefined>> = { ...given };
  return Object.fromEntries(openAiCategories.map((category) => [category, scores[category] ?? null]));
}
