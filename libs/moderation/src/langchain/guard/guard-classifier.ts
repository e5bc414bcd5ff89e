import { type BaseChatModel } from '@langchain/core/language_models/chat_models';

import { type Category, type CategoryScores, openAiCategories } from '../../contract/category.js';
import { type Classifier, type ClassifierResult } from '../../contract/classifier.js';
import { ClassifierError, ConfigurationError } from '../../errors/moderation-errors.js';
import { highestScores } from '../../contract/highest-scores.js';
import { type ModerationInput, type ModerationStage } from '../../contract/moderation-input.js';
import { splitIntoChunks } from '../../text/text-chunks.js';
import { ModeratedChatModel } from '../chat-model/moderated-chat-model.js';
import { askGuard, type GuardAnswer, type GuardQuestion } from './ask-guard.js';

/** Options that all guards share. */
export interface GuardOptions {
  /** Any chat model of LangChain that gives token probabilities. It must not be a moderated one. */
  readonly model: BaseChatModel;
  /** The classifier's name. Default: the kind of guard, such as `llama-guard`. */
  readonly name?: string | undefined;
  /**
   * The stages at which the guard classifies. Default: all. A gated stream asks once per window, which is slow at the stage `output`
   * unless the gate's mode is `full`.
   */
  readonly stages?: readonly ModerationStage[] | undefined;
  /** The maximum characters of one question, at least 1,000. Longer texts are classified in pieces, in turn. Default 6,000. */
  readonly pieceCharacters?: number | undefined;
  /** The maximum pieces of one text; a longer text is a failure. Default 16. */
  readonly maximumPieces?: number | undefined;
  /** More options of each call to the model. Default: none. */
  readonly callOptions?: Readonly<Record<string, unknown>> | undefined;
}

/** Names a kind of guard, and scores texts with it. */
interface GuardKind {
  readonly name: string;
  /** The categories that it scores. */
  readonly categories: readonly Category[];
  /** Scores one piece of a text. */
  score(
    piece: string,
    input: ModerationInput,
    ask: (question: Omit<GuardQuestion, 'signal'>) => Promise<GuardAnswer>,
  ): Promise<CategoryScores>;
}

const defaultPieceCharacters = 6_000;
const minimumPieceCharacters = 1_000;
const defaultMaximumPieces = 16;

/**
 * Creates a classifier that asks a language model. It reads token probabilities and not the words of the answer. Every
 * problem, such as an answer in another form, is a failure, for which the policy's `onError` decides. A category that
 * the guard does not know scores null.
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
  if (!(pieceCharacters >= minimumPieceCharacters)) {
    throw new ConfigurationError(`The guard "${name}" needs pieces of at least ${minimumPieceCharacters} characters.`);
  }
  const reported = [...new Set<Category>([...openAiCategories, ...kind.categories])];
  return {
    name,
    categories: kind.categories,
    stages,
    classify: async (input, { signal, offerPartialResult }) => {
      const { text } = input;
      const scanned = { start: 0, end: text.length };
      if (text.trim() === '') return { scores: {}, spans: [], scanned };
      const pieces = splitIntoChunks(text, pieceCharacters);
      if (pieces.length > maximumPieces) {
        throw new ClassifierError(
          name,
          `The text has ${pieces.length} pieces; the guard takes ${maximumPieces}. Raise maximumPieces or pieceCharacters.`,
          { failure: 'too-long' },
        );
      }
      const scores: CategoryScores[] = [];
      const toResult = (): ClassifierResult => ({ scores: highestScores(reported, scores), spans: [], scanned });
      offerPartialResult?.(toResult);
      for (const piece of pieces) {
        signal.throwIfAborted();
        const ask = ({ messages, callOptions }: Omit<GuardQuestion, 'signal'>): Promise<GuardAnswer> =>
          askGuard(name, model, { messages, callOptions: { ...callOptions, ...options.callOptions }, signal });
        scores.push(await kind.score(piece, input, ask));
      }
      return toResult();
    },
  };
}

/** Checks whether a model wrote a text, and not a person or a tool. */
export function isWrittenByModel({ stage, role }: ModerationInput): boolean {
  return stage === 'output' || stage === 'tool-call' || role === 'assistant';
}
