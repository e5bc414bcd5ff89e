import { type ChosenTokenLogprob, type TokenLogprob } from '../engine/engine.js';

/** Log-probabilities of an answer's tokens, or of a piece of it, in OpenAI's form. */
export interface TokenLogprobs {
  readonly content: readonly (OpenAiTokenLogprob & { readonly top_logprobs: readonly OpenAiTokenLogprob[] })[];
}

interface OpenAiTokenLogprob {
  /** The token's text; where it is a part of a character only, with replacement characters in it. */
  readonly token: string;
  readonly logprob: number;
  /** UTF-8: the bytes of all tokens in a row are those of the answer. */
  readonly bytes: readonly number[];
}

/** @param logprobs of the tokens in order, each with the likeliest ones in its place */
export function toLogprobs(logprobs: readonly ChosenTokenLogprob[]): TokenLogprobs {
  return { content: logprobs.map((chosen) => ({ ...toOpenAi(chosen), top_logprobs: chosen.top.map(toOpenAi) })) };
}

function toOpenAi({ bytes, logprob }: TokenLogprob): OpenAiTokenLogprob {
  return { token: new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes)), logprob, bytes };
}
