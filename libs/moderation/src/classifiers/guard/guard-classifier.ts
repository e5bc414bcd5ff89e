import { type Category, type CategoryScores } from '../../contract/category.js';
import { type Classifier, type ClassifierResult } from '../../contract/classifier.js';
import { type ModerationInput, type ModerationStage } from '../../contract/moderation-input.js';
import { type TextEncoder } from '../../contract/text-encoder.js';
import { ConfigurationError } from '../../errors/moderation-errors.js';
import { localVersion } from '../local-version.js';
import { classifyWindows } from './classify-windows.js';
import { findEncodeQueue } from './encode-queue.js';
import { type GuardModel } from './guard-model.js';
import { GuardReading, type ScoredPiece } from './guard-reading.js';
import { GuardScorer, toHighestScore } from './guard-scores.js';

/** The options of the guard model's classifier. */
export interface GuardClassifierOptions {
  /** Computes the vectors. It must have loaded the weights file of the model. */
  readonly encoder: TextEncoder;
  /** The heads of the model: see `loadGuardModel`. */
  readonly model: GuardModel;
  /** The stages at which it classifies. Default: all. */
  readonly stages?: readonly ModerationStage[] | undefined;
}

/** The categories of texts that attack a model. Neither a system message nor the model's own text does. */
const attackCategory = /^x\/(?:injection|jailbreak)(?:\/|$)/;

/**
 * Creates the classifier `guard`: the guard model of this package, a small encoder with a head for each category.
 *
 * It scores a text as a whole; a long one in windows, of which the highest score counts. It also reads the scores of the
 * classifiers `words` and `injection`, which it computes itself. A finding is explained by the sentence that carries it. Not to be
 * confused with the guards of `@leeward/moderation/guard`, which ask a chat model.
 * @throws {ConfigurationError} when the vectors of the encoder have another length than the model's heads.
 *
 * @example
 * const model = await loadGuardModel();
 * const moderator = createModerator({ guard: guardClassifier({ encoder, model }) });
 */
export function guardClassifier({ encoder, model, stages }: GuardClassifierOptions): Classifier {
  if (encoder.dimensions !== model.dimensions) {
    throw new ConfigurationError(
      `The encoder ${encoder.name} gives ${encoder.dimensions} numbers for a text, and the guard model ${model.name} reads ${model.dimensions}; load the encoder from ${model.weightsPath}.`,
    );
  }
  const scorer = new GuardScorer(model);
  const queue = findEncodeQueue(encoder);
  const categories = model.scores.map(({ category }) => category);
  return {
    name: 'guard',
    version: [model.name, model.version, model.sha256.slice(0, 12), encoder.name, localVersion].join('+'),
    categories,
    stages,
    isLocal: true,
    rhythm: {},
    classify: async (input, context): Promise<ClassifierResult> => {
      const reading = new GuardReading({ classifier: 'guard', model, scorer, queue }, input, context);
      return classifyWindows({ input, context, reading }, (pieces) => toScores(categories, input, pieces));
    },
  };
}

/**
 * Takes the highest score of each category over all pieces. Null where a category does not apply, and for a text in a
 * script or a language that the model does not know: it was not classified.
 */
function toScores(
  categories: readonly Category[],
  { role, text }: ModerationInput,
  pieces: readonly ScoredPiece[],
): CategoryScores {
  const isUnread = pieces.length === 0 && /\p{L}/u.test(text);
  const isOwnText = role === 'system' || role === 'assistant';
  return Object.fromEntries(
    categories.map((category) => {
      if (isUnread || (isOwnText && attackCategory.test(category))) return [category, null];
      return [category, toHighestScore(pieces, category)];
    }),
  );
}
