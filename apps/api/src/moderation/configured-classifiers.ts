import { type Classifier } from '@leeward/moderation';
import {
  createLlamaGuardClassifier,
  createSelfCheckClassifier,
  createShieldGemmaClassifier,
} from '@leeward/moderation/guard';
import { createMistralClassifier } from '@leeward/moderation/mistral';
import { createOpenAiClassifier } from '@leeward/moderation/openai';
import { Logger } from '@nestjs/common';
import { type Environment } from '../config/environment.js';
import { type GuardModel } from './guard-model.js';

/** The settings of the classifiers that run beside the local ones. */
export type ClassifierSettings = Pick<
  Environment,
  | 'GUARD'
  | 'JUDGE_STAGES'
  | 'OPENAI_MODERATION_KEY'
  | 'OPENAI_MODERATION_URL'
  | 'MISTRAL_MODERATION_KEY'
  | 'MISTRAL_MODERATION_URL'
>;

/** Creates the guard and the services that the settings name. They run beside the local classifiers, at the stages that are set. */
export async function createConfiguredClassifiers(
  settings: ClassifierSettings,
  guard: GuardModel,
): Promise<readonly Classifier[]> {
  const {
    GUARD,
    JUDGE_STAGES: stages,
    OPENAI_MODERATION_KEY: openAiKey,
    MISTRAL_MODERATION_KEY: mistralKey,
  } = settings;
  const logger = new Logger('moderation');
  // A person must fix a refused key or an empty budget.
  const service = {
    stages,
    onAlarm: ({ classifier, kind, message }: { classifier: string; kind: string; message: string }) =>
      logger.error(`${classifier} (${kind}): ${message}`),
  };
  const classifiers: Classifier[] = [];
  if (GUARD !== undefined) classifiers.push(guards[GUARD]({ model: guard, stages }));
  if (openAiKey !== undefined) {
    const { default: OpenAI } = await import('openai');
    classifiers.push(
      createOpenAiClassifier({
        client: new OpenAI({
          apiKey: openAiKey,
          baseURL: settings.OPENAI_MODERATION_URL ?? 'https://api.openai.com/v1',
        }),
        ...service,
      }),
    );
  }
  if (mistralKey !== undefined) {
    const { Mistral } = await import('@mistralai/mistralai');
    const serverURL = settings.MISTRAL_MODERATION_URL;
    classifiers.push(
      createMistralClassifier({
        client: new Mistral({ apiKey: mistralKey, ...(serverURL && { serverURL }) }),
        ...service,
      }),
    );
  }
  return classifiers;
}

const guards = {
  'llama-guard': createLlamaGuardClassifier,
  'shield-gemma': createShieldGemmaClassifier,
  'self-check': createSelfCheckClassifier,
};
