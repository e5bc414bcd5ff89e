import { type Category, type CategoryScores } from '../../contract/category.js';
import { type Classifier, type ClassifierResult } from '../../contract/classifier.js';
import { type ModerationInput, type ModerationStage } from '../../contract/moderation-input.js';
import { type TextEncoder } from '../../contract/text-encoder.js';
import { localVersion } from '../local-version.js';
import { classifyWindows } from './classify-windows.js';
import { type GuardModel } from './guard-model.js';
import { pairModels, toGuardReader } from './guard-reader.js';
import { GuardReading, type ScoredPiece } from './guard-reading.js';
import { toHighestScore } from './guard-scores.js';

/** The options of the guard model's classifier. */
export interface GuardClassifierOptions {
  /** Computes the vectors. It must have loaded the weights file of the model, and its `next` that of the model's `next`. */
  readonly encoder: TextEncoder;
  /** The heads of the model: see `loadGuardModel`. Without its `next`, texts in other languages get no score. */
  readonly model: GuardModel;
  /** The stages at which it classifies. Default: all. */
  readonly stages?: readonly ModerationStage[] | undefined;
}

/** The categories of texts that attack a model. Neither a system message nor the model's own text does. */
const attackCategory = /^x\/(?:injection|jailbreak)(?:\/|$)/;

/**
 * Creates the classifier `guard`: the guard model of this package, small encoders with a head for each category.
 *
 * Each encoder knows some languages: the first that knows that of a text scores it, and the next one too where it is not certain.
 * It scores a text as a whole; a long one in windows, of which the highest score counts. It also reads the scores of the
 * classifiers `words` and `injection`, which it computes itself. A finding is explained by the sentence that carries it. Not to be
 * confused with the guards of `@leeward/moderation/guard`, which ask a chat model.
 * @throws {ConfigurationError} when an encoder is missing, or its vectors have another length than the model's heads.
 *
 * @example
 * const model = await loadGuardModel();
 * const moderator = createModerator({ guard: guardClassifier({ encoder, model }) });
 */
export function guardClassifier({ encoder, model, stages }: GuardClassifierOptions): Classifier {
  const models = pairModels(model, encoder);
  const readers = models.map(toGuardReader);
  const categories = [...new Set(models.flatMap((one) => one.model.scores.map(({ category }) => category)))];
  const identities = models.map((one) =>
    [one.model.name, one.model.version, one.model.sha256.slice(0, 12), one.encoder.name].join('+'),
  );
  return {
    name: 'guard',
    version: [...identities, localVersion].join('+'),
    categories,
    stages,
    isLocal: true,
    rhythm: {},
    classify: async (input, context): Promise<ClassifierResult> => {
      const reading = new GuardReading({ classifier: 'guard', windows: model, readers }, input, context);
      return classifyWindows({ input, context, reading }, (pieces) => toScores(categories, input, pieces));
    },
  };
}

/**
 * Takes the highest score of each category over all pieces. Null where a category does not apply, and for a text in a
 * script or a language that no model knows: it was not classified.
 */
function toScores(
  categories: readonly Category[],
  { role, text }: ModerationInput,
  pieces: readonly ScoredPiece[],
): CategoryScores {
  const hasLetters = /\p{L}/u.test(text);
  const isOwnText = role === 'system' || role === 'assistant';
  return Object.fromEntries(
    categories.map((category) => {
      const isUnread = hasLetters && !pieces.some(({ logOdds }) => logOdds.has(category));
      if (isUnread || (isOwnText && attackCategory.test(category))) return [category, null];
      return [category, toHighestScore(pieces, category)];
    }),
  );
}
