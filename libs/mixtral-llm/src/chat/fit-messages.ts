import { type BaseMessage } from '@langchain/core/messages';
import { fitWindowAsync, WindowTooSmallError } from '@leeward/chat-template';
import { ContextOverflowError } from '../errors/index.js';
import { type AnswerForm } from './answer-form.js';
import { type ChatSettings } from './chat-settings.js';
import { addInstructions, toConversation } from './prepare-request.js';

/** Lists the messages of a conversation that fit into the context, by their indexes. */
export interface FittedMessages {
  readonly kept: readonly number[];
  /** Whole turns, from the oldest on. */
  readonly dropped: readonly number[];
}

interface FitOptions {
  readonly form: AnswerForm;
  readonly settings: ChatSettings;
  /** Tokens to leave for the answer, if the last turn leaves them. */
  readonly answerTokens: number;
  readonly signal?: AbortSignal | undefined;
}

/** Largest share of the context that is left for an answer. */
const answerShare = 0.5;

/**
 * Drops the oldest turns of a conversation until it fits. System messages and the last turn stay.
 *
 * @throws {ContextOverflowError} when these alone do not fit
 * @throws as `prepareRequest` for messages that the model cannot take
 */
export async function fitMessages(
  messages: readonly BaseMessage[],
  { form, settings, answerTokens, signal }: FitOptions,
): Promise<FittedMessages> {
  const { engine, template } = settings;
  const { instructed, added } = addInstructions(toConversation(messages, template), form.instructions);
  const fit = (maxTokens: number) =>
    fitWindowAsync(instructed, {
      ...form.prompt,
      template,
      maxTokens,
      encodeTexts: (texts) => engine.tokenize(texts, { signal }),
    });
  const { contextSize } = engine.model;
  const room = contextSize - Math.max(1, Math.min(answerTokens, Math.floor(contextSize * answerShare)));
  const { keptMessages, droppedMessages } = await fit(room)
    .catch((error: unknown) => {
      // A long last turn gets the whole context but for one token.
      if (!WindowTooSmallError.isInstance(error) || room === contextSize - 1) throw error;
      return fit(contextSize - 1);
    })
    .catch((error: unknown) => {
      throw WindowTooSmallError.isInstance(error) ? new ContextOverflowError(error.neededTokens, contextSize) : error;
    });
  const toGiven = (indexes: readonly number[]) => indexes.map((index) => index - added).filter((index) => index >= 0);
  return { kept: toGiven(keptMessages), dropped: toGiven(droppedMessages) };
}
