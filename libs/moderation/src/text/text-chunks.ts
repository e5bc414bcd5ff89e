/** The offset, or the one before it when it would cut a surrogate pair: half a character is damaged by every encoder. */
export function wholeCharacters(text: string, offset: number): number {
  const unit = text.charCodeAt(offset - 1);
  return offset > 0 && offset <= text.length && unit >= 0xd800 && unit <= 0xdbff ? offset - 1 : offset;
}

/** Pieces share this much, so that what stands across an edge is read whole once. */
const overlapCharacters = 500;

/** A text in pieces of at most so many characters (more than the overlap), each of which begins before the last one ends. */
export function splitIntoChunks(text: string, size: number): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start === 0 || start + overlapCharacters < text.length; start += size - overlapCharacters) {
    pieces.push(text.slice(wholeCharacters(text, start), wholeCharacters(text, Math.min(text.length, start + size))));
  }
  return pieces;
}
