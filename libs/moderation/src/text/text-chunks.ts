/** Moves an offset back by one where it would cut a surrogate pair: encoders replace half a pair by U+FFFD. */
export function toCharacterBoundary(text: string, offset: number): number {
  const unit = text.charCodeAt(offset - 1);
  return offset > 0 && offset <= text.length && unit >= 0xd800 && unit <= 0xdbff ? offset - 1 : offset;
}

/** Chunks share this much, so that a passage across an edge is whole in one of them. */
const overlapCharacters = 500;

/**
 * Splits a text into chunks that overlap by 500 characters.
 * @param size The most characters of a chunk; more than the overlap.
 */
export function splitIntoChunks(text: string, size: number): readonly string[] {
  const chunks: string[] = [];
  for (let start = 0; start === 0 || start + overlapCharacters < text.length; start += size - overlapCharacters) {
    chunks.push(
      text.slice(toCharacterBoundary(text, start), toCharacterBoundary(text, Math.min(text.length, start + size))),
    );
  }
  return chunks;
}
