import { type BaseChatModel } from '@langchain/core/language_models/chat_models';

import { type Category, type CategoryScores, openAiCategories } from '../../contract/category.js';
import { type Classifier } from '../../contract/classifier.js';
import { ClassifierError, ConfigurationError } from '../../errors/moderation-errors.js';
import { highestScores } from '../../contract/highest-scores.js';
import { type ModerationInput, type ModerationStage } from '../../contract/moderation-input.js';
import { splitIntoChunks } from '../../text/text-chunks.js';
import { ModeratedChatModel } from '../chat-model/moderated-chat-model.js';
import { askGuard, type GuardAnswer, type GuardQuestion } from './ask-guard.js';

/** What all guards have in common. */
export interface GuardOptions {
  /** Any chat model of LangChain that gives token probabilities. */
  readonly model: BaseChatModel;
  /** Default: the guard's kind. */
  readonly name?: string | undefined;
  /** Default: every stage. A stream asks once per window: give the guard its stages with care, or use the gate's mode `full`. */
  readonly stages?: readonly ModerationStage[] | undefined;
  /** Longer texts are judged in pieces of this many characters, one after the other. Default 6,000. */
  readonly pieceCharacters?: number | undefined;
  /** A text of more pieces fails. Default 16. */
  readonly maximumPieces?: number | undefined;
  /** Further options of each call to the model. */
  readonly callOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** One kind of guard. */
export interface GuardKind {
  readonly name: string;
  /** What it can judge. */
  readonly categories: readonly Category[];
  /** The scores of one piece. */
  score(
    piece: string,
    input: ModerationInput,
    ask: (question: Omit<GuardQuestion, 'signal'>) => Promise<GuardAnswer>,
  ): Promise<CategoryScores>;
}

const defaultPieceCharacters = 6_000;
const leastPieceCharacters = 1_000;
const defaultMaximumPieces = 16;

/**
 * A classifier that asks a language model. It reads token probabilities and no prose; whatever goes wrong, an answer in
 * another form included, is a failure that the policy's `onError` decides on. A category that the guard does not know is null.
 * @throws {ConfigurationError} for a moderated model, which would ask itself, and for pieces that are too small.
 */
export function createGuardClassifier(kind: GuardKind, options: GuardOptions): Classifier {
  const {
    model,
    name = kind.name,
    stages,
    pieceCharacters = defaultPieceCharacters,
    maximumPieces = defaultMaximumPieces,
  } = options;
  if (model instanceof ModeratedChatModel) {
    throw new ConfigurationError(
      `The guard "${name}" is given a moderated model, which would ask itself; give it the model inside.`,
    );
  }
  if (!(pieceCharacters >= leastPieceCharacters)) {
    throw new ConfigurationError(
      `The guard "${name}" needs pieces of at least ${String(leastPieceCharacters)} characters.`,
    );
  }
  const reported = [...new Set<Category>([...openAiCategories, ...kind.categories])];
  return {
    name,
    categories: kind.categories,
    ...(stages === undefined ? {} : { stages }),
    classify: async (input, { signal }) => {
      const { text } = input;
      const scanned = { start: 0, end: text.length };
      if (text.trim() === '') return { scores: {}, spans: [], scanned };
      const pieces = splitIntoChunks(text, pieceCharacters);
      if (pieces.length > maximumPieces) {
        throw new ClassifierError(
          name,
          `The text has ${String(pieces.length)} pieces; the guard takes ${String(maximumPieces)}.`,
        );
      }
      const scored: CategoryScores[] = [];
      for (const piece of pieces) {
        signal.throwIfAborted();
        const ask = ({ messages, callOptions }: Omit<GuardQuestion, 'signal'>): Promise<GuardAnswer> =>
          askGuard(name, model, { messages, callOptions: { ...callOptions, ...options.callOptions }, signal });
        scored.push(await kind.score(piece, input, ask));
      }
      return { scores: highestScores(reported, scored), spans: [], scanned };
    },
  };
}

/** Whether a model, and not a person or a tool, wrote a text. */
export function isWrittenByModel({ stage, role }: ModerationInput): boolean {
  return stage === 'output' || stage === 'tool-call' || role === 'assistant';
}
