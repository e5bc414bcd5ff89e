import { type ChatGeneration } from '@langchain/core/outputs';

/** A token and the natural logarithm of its probability. */
export interface TokenChance {
  readonly token: string;
  readonly logprob: number;
}

/** A token of an answer, with the likeliest tokens at its position. */
export interface WrittenToken extends TokenChance {
  readonly top: readonly TokenChance[];
}

/**
 * Reads the tokens of an answer with their probabilities. LangChain's models leave them in the shape of OpenAI's API
 * (`logprobs.content`). The result is undefined when there are none, or one of them is malformed.
 */
export function readTokens({ message, generationInfo }: ChatGeneration): readonly WrittenToken[] | undefined {
  const metadata = message.response_metadata as Readonly<Record<string, unknown>>;
  const content = readLogprobs(metadata['logprobs']) ?? readLogprobs(generationInfo?.['logprobs']);
  const tokens = content?.map(readToken);
  return tokens === undefined || tokens.length === 0 || tokens.includes(undefined)
    ? undefined
    : (tokens as readonly WrittenToken[]);
}

function readLogprobs(logprobs: unknown): readonly unknown[] | undefined {
  if (typeof logprobs !== 'object' || logprobs === null || !('content' in logprobs)) return undefined;
  return Array.isArray(logprobs.content) ? logprobs.content : undefined;
}

function readToken(value: unknown): WrittenToken | undefined {
  const chosen = readChance(value);
  if (chosen === undefined) return undefined;
  const { top_logprobs: listed } = value as { readonly top_logprobs?: unknown };
  const top = (Array.isArray(listed) ? listed : []).map(readChance);
  return top.includes(undefined) ? undefined : { ...chosen, top: top as readonly TokenChance[] };
}

function readChance(value: unknown): TokenChance | undefined {
  if (typeof value !== 'object' || value === null || !('token' in value) || !('logprob' in value)) return undefined;
  const { token, logprob } = value;
  // A rounding error may raise a logprob slightly above 0.
  return typeof token === 'string' && typeof logprob === 'number' && logprob <= 0.01 ? { token, logprob } : undefined;
}
