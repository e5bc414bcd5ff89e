const words = 5;

/** All sequences of five words of a text, in lower case and without signs; a shorter text is one sequence. */
export function wordSequences(text: string): readonly string[] {
  const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (found.length <= words) return [found.join(' ')];
  return found.slice(0, found.length - words + 1).map((_, index) => found.slice(index, index + words).join(' '));
}
