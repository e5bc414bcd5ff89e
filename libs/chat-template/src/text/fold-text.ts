/**
 * Text as a careless reader sees it: compatibility characters (full width, superscript, ligatures) as the plain ones, and
 * nothing that takes no room. It is wider than any vocabulary's own normalisation: Mistral's have none (`identity`), others
 * apply NFKC.
 */

/** White space, SentencePiece's mark for it, and what Unicode calls default-ignorable (zero-width, joiners, soft hyphen). */
const unseen = /[\s\u2581\p{Default_Ignorable_Code_Point}]+/gu;

/** Anything but printable ASCII and its white space. */
const beyondAscii = /[^\t\n\r -~]/;

/** The folded text. Linear in its length. */
export function foldText(text: string): string {
  const plain = beyondAscii.test(text) ? text.normalize('NFKD') : text;
  return plain.replace(unseen, '');
}

/** A folded text, and for each of its UTF-16 units the range of the original that it came from. */
export interface FoldedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** The folded text with the way back. Slower than `foldText`: for texts that were found to hold something. */
export function foldTextWithRanges(text: string): FoldedText {
  const units: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    // Most characters fold to themselves.
    const folded = character >= '!' && character <= '~' ? character : foldText(character);
    for (let index = 0; index < folded.length; index++) {
      units.push(folded.charAt(index));
      starts.push(start);
      ends.push(end);
    }
    start = end;
  }
  return { text: units.join(''), starts, ends };
}
