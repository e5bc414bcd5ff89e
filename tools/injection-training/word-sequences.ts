const sequenceLength = 5;

/** Lists all sequences of some words, in lower case and without punctuation. A shorter text is one sequence. */
export function listWordSequences(text: string, length = sequenceLength): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length <= length) return [words.join(' ')];
  return words.slice(0, words.length - length + 1).map((_, index) => words.slice(index, index + length).join(' '));
}
