import { type ChosenTokenLogprob, type TokenLogprob } from '../engine/engine.js';

/** Log-probabilities of the tokens of an answer, or of a part of it, in OpenAI's form. */
export interface TokenLogprobs {
  readonly content: readonly (OpenAiTokenLogprob & { readonly top_logprobs: readonly OpenAiTokenLogprob[] })[];
}

interface OpenAiTokenLogprob {
  /** Text of the token, with U+FFFD where the token is only part of a character. */
  readonly token: string;
  readonly logprob: number;
  /** UTF-8 bytes. Those of all tokens together are the bytes of the answer. */
  readonly bytes: readonly number[];
}

/** Converts log-probabilities to OpenAI's form, in the same order. */
export function toLogprobs(logprobs: readonly ChosenTokenLogprob[]): TokenLogprobs {
  return { content: logprobs.map((chosen) => ({ ...toOpenAi(chosen), top_logprobs: chosen.top.map(toOpenAi) })) };
}

function toOpenAi({ bytes, logprob }: TokenLogprob): OpenAiTokenLogprob {
  return { token: new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes)), logprob, bytes };
}
