/** The fewest letters of a word without its ending: `as` is no form of `ass`. */
const minimumStem = 3;

/** Reduces each run of equal letters to one letter, so that `zooorblatt` and `zorblatt` have the same key. */
export function toWordKey(word: string): string {
  return word.replace(/(.)\1+/gu, '$1');
}

/** Lists a word and the words that it may be the plural of. */
export function toStems(word: string): readonly string[] {
  const stems = [word];
  if (word.length > minimumStem && word.endsWith('s')) stems.push(word.slice(0, -1));
  if (word.length > minimumStem + 1 && word.endsWith('es')) stems.push(word.slice(0, -2));
  return stems;
}

/**
 * Checks whether a word is a term with some letters repeated. Each run of equal letters is as long as in the term, or longer than two:
 * `con` is not `coon`, and `coooon` is both.
 */
export function isRepeatedForm(word: string, term: string): boolean {
  if (word === term) return true;
  const written = word.match(/(.)\1*/gu) ?? [];
  const required = term.match(/(.)\1*/gu) ?? [];
  return (
    written.length === required.length &&
    written.every((run, index) => {
      const expected = required[index] ?? '';
      return run === expected || (run[0] === expected[0] && run.length > 2 && run.length > expected.length);
    })
  );
}
