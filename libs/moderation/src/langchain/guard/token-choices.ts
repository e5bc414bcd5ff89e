import { type ChatGeneration } from '@langchain/core/outputs';

/** A token and the natural logarithm of its probability. */
export interface TokenChance {
  readonly token: string;
  readonly logprob: number;
}

/** A token that was written, with the likeliest ones in its place. */
export interface WrittenToken extends TokenChance {
  readonly top: readonly TokenChance[];
}

/**
 * The tokens of an answer with their probabilities, in the shape of OpenAI's API (`logprobs.content`), where LangChain's models
 * leave them; undefined when there are none or any of them makes no sense.
 */
export function writtenTokens({ message, generationInfo }: ChatGeneration): readonly WrittenToken[] | undefined {
  const metadata = message.response_metadata as Readonly<Record<string, unknown>>;
  const content = contentOf(metadata['logprobs']) ?? contentOf(generationInfo?.['logprobs']);
  const tokens = content?.map(readToken);
  return tokens === undefined || tokens.length === 0 || tokens.includes(undefined)
    ? undefined
    : (tokens as readonly WrittenToken[]);
}

function contentOf(logprobs: unknown): readonly unknown[] | undefined {
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
  // A little above 0 is a rounding error.
  return typeof token === 'string' && typeof logprob === 'number' && logprob <= 0.01 ? { token, logprob } : undefined;
}
