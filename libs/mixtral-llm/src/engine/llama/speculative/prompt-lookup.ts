import { type Token } from 'node-llama-cpp';
import { type TokenPredictor } from '../scheduler/token-predictor.js';

/** Lengths of the run of last tokens to look for, the longest first: a longer match predicts better. */
const matchLengths = [4, 3, 2] as const;

/** Number of last tokens to search. Bounds the work of each step. */
const searchWindow = 4096;

/** Predicts tokens from earlier occurrences in the same text. */
export const promptLookup: TokenPredictor = {
  predict: async (requests) => requests.map(({ tokens, limit }) => lookUpContinuation(tokens, limit)),
  dispose: async () => undefined,
};

/**
 * Predicts the next tokens of a text. Looks for the latest earlier place where the text's last tokens occur, and returns the tokens
 * after that place (prompt lookup decoding, https://github.com/apoorvumang/prompt-lookup-decoding). This works well for answers
 * that quote their prompt, such as summaries, edits and structured data.
 *
 * @param limit maximum tokens
 * @returns no tokens when the end of the text occurs only once
 */
export function lookUpContinuation(tokens: readonly Token[], limit: number): readonly Token[] {
  if (limit <= 0) return [];
  for (const length of matchLengths) {
    const end = tokens.length - length;
    const first = Math.max(0, tokens.length - searchWindow);
    const lastWhole = end - limit;
    // The nearest match with `limit` tokens after it, or else the one with the most tokens after it.
    for (let start = lastWhole; start >= first; start--) {
      if (isSameRun(tokens, start, end, length)) return tokens.slice(start + length, start + length + limit);
    }
    for (let start = Math.max(first, lastWhole + 1); start < end; start++) {
      if (isSameRun(tokens, start, end, length)) return tokens.slice(start + length);
    }
  }
  return [];
}

function isSameRun(tokens: readonly Token[], left: number, right: number, length: number): boolean {
  for (let offset = length - 1; offset >= 0; offset--) {
    if (tokens[left + offset] !== tokens[right + offset]) return false;
  }
  return true;
}
