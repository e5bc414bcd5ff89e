import { type Mistral } from '@mistralai/mistralai';

import { type Category } from '../../contract/category.js';
import { type Classifier } from '../../contract/classifier.js';
import { createRemoteClassifier, type RemoteClassifierOptions } from '../remote-classifier.js';

/** Options of the classifier that asks Mistral's moderation endpoint. */
export interface MistralClassifierOptions extends RemoteClassifierOptions {
  readonly client: Mistral;
  /** Default `mistral-moderation-latest`. */
  readonly model?: string;
}

/**
 * Maps Mistral's categories to ours.
 *
 * Its threats count as violence and as threatening harassment; its three kinds of advice count as one category. Source:
 * https://docs.mistral.ai/capabilities/guardrailing/.
 */
const categories: Readonly<Record<string, readonly Category[]>> = {
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

const retryCodes = ['429', '500', '502', '503', '504'];

/** Creates a classifier that asks Mistral's moderation endpoint through its official client. */
export function createMistralClassifier({
  client,
  model = 'mistral-moderation-latest',
  ...options
}: MistralClassifierOptions): Classifier {
  return createRemoteClassifier(
    {
      name: 'mistral',
      categories,
      requestScores: async (texts, { signal, retries }) => {
        const request = { model, inputs: [...texts] };
        const { results } = await client.classifiers.moderate(request, {
          fetchOptions: { signal },
          retries: toRetryConfig(retries),
          retryCodes,
        });
        return results.map(({ categoryScores = {} }) => categoryScores);
      },
    },
    options,
  );
}

const firstWaitMs = 200;
const waitFactor = 2;

/** Converts a number of retries to Mistral's retry settings, which limit the time and not the number. */
function toRetryConfig(retries: number) {
  if (retries === 0) return { strategy: 'none' as const };
  const maxElapsedTime = firstWaitMs * waitFactor ** retries;
  const backoff = { initialInterval: firstWaitMs, maxInterval: maxElapsedTime, exponent: waitFactor, maxElapsedTime };
  return { strategy: 'backoff' as const, backoff, retryConnectionErrors: true };
}
