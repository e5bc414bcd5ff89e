const defaultLength = 5;

/** Lists all sequences of so many words, in lower case and without punctuation. A shorter text is one sequence. Default: 5. */
export function listWordSequences(text: string, sequenceLength = defaultLength): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length <= sequenceLength) return [words.join(' ')];
  return words
    .slice(0, words.length - sequenceLength + 1)
    .map((_, index) => words.slice(index, index + sequenceLength).join(' '));
}
