import { type BaseMessage } from '@langchain/core/messages';
import { type AnswerPart, toAnswerParts } from '../convert/answer-parts.js';
import { toChoiceRequests } from '../convert/choices.js';
import { type GenerationPart } from '../engine/engine.js';
import { ensureOneChoice, mergeGenerationOptions, readChoiceCount } from '../options/generation-options.js';
import { type ChatMixtralCallOptions } from '../options/option-types.js';
import { type ChatSettings } from './chat-settings.js';
import { checkAnswer } from './checked-answer.js';
import { type PreparedRequest, prepareRequest, prepareRetry } from './prepare-request.js';

/** The options of a call, with the fields of its model. */
type Call = Partial<ChatMixtralCallOptions>;

/** Generates an answer as the engine gives it: tool calls are raw text, and no schema is checked. */
export async function generateParts(
  messages: readonly BaseMessage[],
  call: Call,
  settings: ChatSettings,
): Promise<AsyncIterable<GenerationPart>> {
  const { request } = await prepareOneChoice(messages, call, settings);
  return settings.engine.generate(request);
}

/** Generates an answer, with tool calls separated from its text. */
export async function generateAnswer(
  messages: readonly BaseMessage[],
  call: Call,
  settings: ChatSettings,
): Promise<AsyncGenerator<AnswerPart>> {
  return toAnswer(await prepareOneChoice(messages, call, settings), settings);
}

/** Generates as many answers to one prompt as the option `n` says. */
export async function generateChoices(
  messages: readonly BaseMessage[],
  call: Call,
  settings: ChatSettings,
): Promise<AsyncGenerator<AnswerPart>[]> {
  const prepared = await prepareRequest(messages, call, settings);
  const count = readChoiceCount(mergeGenerationOptions(call, settings.defaults));
  return toChoiceRequests(prepared.request, count).map((request) => toAnswer({ ...prepared, request }, settings));
}

async function prepareOneChoice(
  messages: readonly BaseMessage[],
  call: Call,
  settings: ChatSettings,
): Promise<PreparedRequest> {
  ensureOneChoice(mergeGenerationOptions(call, settings.defaults));
  return prepareRequest(messages, call, settings);
}

/** Generates the answer to a request, and checks what its grammar does not enforce. */
function toAnswer(prepared: PreparedRequest, { engine }: ChatSettings): AsyncGenerator<AnswerPart> {
  const { request, syntax, checks, retries, allowRetry } = prepared;
  const parts = toAnswerParts(engine.generate(request), syntax);
  if (!checks) return parts;
  const generate = async (attempt: number, tool?: string): Promise<AsyncIterable<AnswerPart>> =>
    toAnswerParts(engine.generate(await prepareRetry(prepared, attempt, tool)), syntax);
  return checkAnswer(parts, { checks, retries, allowRetry, generate, signal: request.signal });
}
