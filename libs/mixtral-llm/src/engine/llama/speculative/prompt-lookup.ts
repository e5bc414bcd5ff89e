import { type Token } from 'node-llama-cpp';
import { type TokenPredictor } from '../scheduler/token-predictor.js';

/** How many of the last tokens must have stood together before: longer runs are surer guesses, and are tried first. */
const matchLengths = [4, 3, 2] as const;

/** How far back is looked. Bounds the work of each step. */
const lookBack = 4096;

/** Guesses from the texts themselves. */
export const promptLookup: TokenPredictor = {
  guess: async (requests) => requests.map(({ tokens, limit }) => lookUpContinuation(tokens, limit)),
  dispose: async () => undefined,
};

/**
 * Guesses how a text goes on from what stands in it already: what followed the last time that its end stood there. Answers that
 * quote their prompt, such as summaries, edits and structured data, are guessed well.
 *
 * @returns at most `limit` tokens; none when the end of the text is new
 */
export function lookUpContinuation(tokens: readonly Token[], limit: number): readonly Token[] {
  if (limit <= 0) return [];
  for (const length of matchLengths) {
    const end = tokens.length - length;
    const first = Math.max(0, tokens.length - lookBack);
    const whole = end - limit;
    // The nearest place with enough behind it; else the one with the most.
    for (let start = whole; start >= first; start--) {
      if (isSameRun(tokens, start, end, length)) return tokens.slice(start + length, start + length + limit);
    }
    for (let start = Math.max(first, whole + 1); start < end; start++) {
      if (isSameRun(tokens, start, end, length)) return tokens.slice(start + length);
    }
  }
  return [];
}

function isSameRun(tokens: readonly Token[], left: number, right: number, length: number): boolean {
  for (let offset = length - 1; offset >= 0; offset--)
    if (tokens[left + offset] !== tokens[right + offset]) return false;
  return true;
}
