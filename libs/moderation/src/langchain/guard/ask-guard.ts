import { type BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type BaseMessage } from '@langchain/core/messages';

import { ClassifierError } from '../../errors/moderation-errors.js';
import { runUntraced } from '../tracing/run-untraced.js';
import { type WrittenToken, readTokens } from './token-choices.js';

/** The answer of a guard, with its tokens. */
export interface GuardAnswer {
  readonly text: string;
  readonly tokens: readonly WrittenToken[];
}

/** One question to a guard model. */
export interface GuardQuestion {
  readonly messages: readonly BaseMessage[];
  /** Options of the call, such as the maximum length of the answer. */
  readonly callOptions: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** The most `top_logprobs` that OpenAI's API allows. */
const topLogprobs = 20;

/**
 * Asks a chat model, and reads its answer token by token. No callback, tracer or cache of LangChain sees the question, because its
 * text is not moderated yet.
 * @throws {ClassifierError} when the model gives no token probabilities.
 */
export async function askGuard(
  name: string,
  model: BaseChatModel,
  { messages, callOptions, signal }: GuardQuestion,
): Promise<GuardAnswer> {
  const options = { temperature: 0, logprobs: true, topLogprobs, ...callOptions, signal };
  const { generations } = await runUntraced(() =>
    model._generate([...messages], options as BaseChatModel['ParsedCallOptions']),
  );
  const [generation] = generations;
  if (generation === undefined) throw new ClassifierError(name, 'The model gave no answer.');
  const tokens = readTokens(generation);
  if (tokens === undefined) {
    throw new ClassifierError(
      name,
      'The model gives no token probabilities. Classes that take no such options at a call, as ChatOpenAI, need logprobs and topLogprobs at construction.',
    );
  }
  return { text: tokens.map(({ token }) => token).join(''), tokens };
}
