import { type Mistral } from '@mistralai/mistralai';

import { type Category, type CategoryScores } from '../../contract/category.js';
import { type Classifier } from '../../contract/classifier.js';
import { createRemoteClassifier, type RemoteClassifierOptions } from '../remote-classifier.js';

/** How Mistral's moderation endpoint is asked. */
export interface MistralClassifierOptions extends RemoteClassifierOptions {
  readonly client: Mistral;
  /** Default `mistral-moderation-latest`. */
  readonly model?: string;
}

/**
 * Mistral's categories and ours. Its threats count for violence and for threatening harassment, its advice categories for one of
 * ours. Source: https://docs.mistral.ai/capabilities/guardrailing/.
 */
const meanings: Readonly<Record<string, readonly Category[]>> = {
  sexual: ['sexual'],
  hate_and_discrimination: ['hate', 'hate/threatening'],
  violence_and_threats: ['violence', 'violence/graphic', 'harassment/threatening'],
  dangerous_and_criminal_content: ['illicit', 'illicit/violent'],
  dangerous: ['illicit/violent'],
  criminal: ['illicit'],
  selfharm: ['self-harm'],
  health: ['x/specialized-advice'],
  financial: ['x/specialized-advice'],
  law: ['x/specialized-advice'],
  pii: ['x/privacy'],
  jailbreaking: ['x/jailbreak'],
};

const categories: readonly Category[] = [...new Set(Object.values(meanings).flat())];

/** Well below what the model reads at once, in any script. */
const pieceCharacters = 8_000;

/** Mistral's moderation endpoint through its official client. A category that the answer leaves out is null. */
export function createMistralClassifier({
  client,
  model = 'mistral-moderation-latest',
  ...options
}: MistralClassifierOptions): Classifier {
  return createRemoteClassifier(
    {
      name: 'mistral',
      categories,
      pieceCharacters,
      score: async (pieces, { signal, retries }) => {
        const { results } = await client.classifiers.moderate(
          { model, inputs: [...pieces] },
          { fetchOptions: { signal }, retries: retriesOf(retries), retryCodes: ['429', '500', '502', '503', '504'] },
        );
        return results.map(({ categoryScores = {} }) => scoresOf(categoryScores));
      },
    },
    options,
  );
}

const firstWaitMs = 200;
const waitFactor = 2;

/** The client counts time and not tries: as much as so many tries take. */
function retriesOf(retries: number) {
  if (retries === 0) return { strategy: 'none' as const };
  const maxElapsedTime = firstWaitMs * waitFactor ** retries;
  const backoff = { initialInterval: firstWaitMs, maxInterval: maxElapsedTime, exponent: waitFactor, maxElapsedTime };
  return { strategy: 'backoff' as const, backoff, retryConnectionErrors: true };
}

function scoresOf(given: Readonly<Record<string, number>>): CategoryScores {
  const scores: Partial<Record<Category, number>> = {};
  for (const [name, score] of Object.entries(given)) {
    for (const category of meanings[name] ?? []) scores[category] = Math.max(scores[category] ?? 0, score);
  }
  return Object.fromEntries(categories.map((category) => [category, scores[category] ?? null]));
}
