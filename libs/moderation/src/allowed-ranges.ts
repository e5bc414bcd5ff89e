import { type AllowedRange } from './decide.js';
import { type ModerationPolicy } from './policy/policy.js';

/** The places of a text that the policy's allow-list takes out of judgement. */
export function allowedRanges(policy: ModerationPolicy, text: string): readonly AllowedRange[] {
  if (policy.allow.length === 0) return [];
  return policy.allow.flatMap(({ words, categories }) =>
    words.flatMap((word) => occurrences(text.toLowerCase(), word.toLowerCase()).map((range) => ({ ...range, categories }))),
  );
}

function occurrences(text: string, word: string): readonly { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let start = text.indexOf(word); start >= 0; start = text.indexOf(word, start + word.length)) {
    found.push({ start, end: start + word.length });
  }
  return found;
}
