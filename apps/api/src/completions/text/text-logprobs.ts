import { type ChosenTokenLogprob, toLogprobs } from '@leeward/mixtral-llm';

/** Log-probabilities as OpenAI's older completions have them. */
export interface TextLogprobs {
  readonly tokens: readonly string[];
  readonly token_logprobs: readonly number[];
  /** By the token's text: the likeliest tokens, and the chosen one. */
  readonly top_logprobs: readonly Readonly<Record<string, number>>[];
  /** Where each token begins in the choice's text, in characters (Unicode code points). */
  readonly text_offset: readonly number[];
}

/**
 * Presents the log-probabilities of one choice, in one or several pieces: the offsets of a piece continue those of the
 * last.
 */
export class TextLogprobsPresenter {
  #characters = 0;

  present(logprobs: readonly ChosenTokenLogprob[]): TextLogprobs {
    const { content } = toLogprobs(logprobs);
    return {
      tokens: content.map(({ token }) => token),
      token_logprobs: content.map(({ logprob }) => logprob),
      top_logprobs: content.map(({ token, logprob, top_logprobs: top }) =>
        Object.fromEntries([...top.map((one) => [one.token, one.logprob] as const), [token, logprob] as const]),
      ),
      text_offset: content.map(({ bytes }) => this.#toOffset(bytes)),
    };
  }

  /** Finds the offset of the next token. One that begins in the middle of a character has the offset of that character. */
  #toOffset(bytes: readonly number[]): number {
    const begun = bytes.filter((byte) => !isContinuation(byte)).length;
    const offset = this.#characters - (bytes[0] !== undefined && isContinuation(bytes[0]) ? 1 : 0);
    this.#characters += begun;
    return Math.max(0, offset);
  }
}

/** Checks whether a byte of UTF-8 continues a character (RFC 3629, section 3). */
function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
