import { type AIMessage, type BaseMessage } from '@langchain/core/messages';
import { z } from 'zod';

/** Describes the prices of a model, in US dollars per million tokens. */
export const modelPricesSchema = z.strictObject({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cached_input: z.number().nonnegative().optional().describe('Default: the price of input.'),
});

/** The prices of a model, in US dollars per million tokens. */
export type ModelPrices = z.infer<typeof modelPricesSchema>;

/** A rough figure for text of which the model tells no usage. */
const charactersPerToken = 4;

/** The tokens of one answer, and what they cost. */
export interface AnswerUsage {
  readonly tokens: number;
  /** US dollars. */
  readonly cost: number;
}

/** Computes what one answer used. Without figures of the model they are estimated from the length of the texts. */
export function toAnswerUsage(
  answer: AIMessage,
  prompt: readonly BaseMessage[],
  prices: ModelPrices | undefined,
): AnswerUsage {
  const usage = answer.usage_metadata;
  const input = usage?.input_tokens ?? prompt.reduce((sum, message) => sum + estimateTokens(message), 0);
  const output = usage?.output_tokens ?? estimateTokens(answer);
  const cached = Math.min(usage?.input_token_details?.cache_read ?? 0, input);
  const { input: inputPrice = 0, output: outputPrice = 0, cached_input: cachedPrice = inputPrice } = prices ?? {};
  return {
    tokens: input + output,
    cost: ((input - cached) * inputPrice + cached * cachedPrice + output * outputPrice) / 1_000_000,
  };
}

function estimateTokens(message: BaseMessage): number {
  const { content } = message;
  const calls = (message as Partial<AIMessage>).tool_calls ?? [];
  const length =
    (typeof content === 'string' ? content : JSON.stringify(content)).length +
    (calls.length === 0 ? 0 : JSON.stringify(calls).length);
  return Math.ceil(length / charactersPerToken);
}
