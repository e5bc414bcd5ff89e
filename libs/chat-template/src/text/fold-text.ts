/** Matches white space, SentencePiece's mark for it, and default-ignorable characters (zero-width, joiners, soft hyphen). */
const invisible = /[\s\u2581\p{Default_Ignorable_Code_Point}]+/gu;

/** Matches anything but printable ASCII and its white space. */
const beyondAscii = /[^\t\n\r -~]/;

/**
 * Folds text: compatibility characters (full width, superscript, ligatures) become plain ones, and invisible ones go. This
 * covers more than any vocabulary's own normalisation: Mistral's have none (`identity`), others apply NFKC. Linear.
 */
export function foldText(text: string): string {
  const plain = beyondAscii.test(text) ? text.normalize('NFKD') : text;
  return plain.replace(invisible, '');
}

/** Describes a folded text, with the range of the original that each UTF-16 unit came from. */
interface FoldedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Folds text and records the original ranges. Slower than `foldText`: for texts in which something was found. */
export function foldTextWithRanges(text: string): FoldedText {
  const units: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    // Printable ASCII folds to itself.
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
