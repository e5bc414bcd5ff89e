import { type TextRange } from '../../contract/moderation-input.js';

interface LetterNode<Meaning> {
  readonly next: Map<string, LetterNode<Meaning>>;
  readonly meanings: Meaning[];
}

/** Finds terms that may begin at any letter of a text. */
export class LetterIndex<Meaning> {
  readonly #root: LetterNode<Meaning> = { next: new Map(), meanings: [] };
  readonly #skipsRepeats: boolean;

  /** @param options.skipsRepeats Reads `fooood` as `food`: a letter more than the term has counts once. */
  constructor({ skipsRepeats }: { readonly skipsRepeats: boolean }) {
    this.#skipsRepeats = skipsRepeats;
  }

  /** Adds a term, in the form in which the searched text is folded. */
  add(term: string, meaning: Meaning): void {
    let node = this.#root;
    for (const letter of term) {
      const next = node.next.get(letter) ?? { next: new Map(), meanings: [] };
      node.next.set(letter, next);
      node = next;
    }
    node.meanings.push(meaning);
  }

  /**
   * Finds the terms in a text.
   *
   * A search begins at each letter and ends where no term goes on, so it takes time in proportion to the text and the longest term.
   * With repeats a search begins only at the first of equal letters; a run of them is then read once.
   */
  find(text: string): readonly (TextRange & { readonly meaning: Meaning })[] {
    const found: (TextRange & { readonly meaning: Meaning })[] = [];
    if (this.#root.next.size === 0) return found;
    for (let start = 0; start < text.length; start += 1) {
      if (this.#skipsRepeats && start > 0 && text[start] === text[start - 1]) continue;
      let node: LetterNode<Meaning> | undefined = this.#root;
      let previous = '';
      for (let end = start; end < text.length;) {
        const letter = String.fromCodePoint(text.codePointAt(end) ?? 0);
        const next: LetterNode<Meaning> | undefined = node.next.get(letter);
        if (next === undefined && !(this.#skipsRepeats && letter === previous)) break;
        end += letter.length;
        if (next === undefined) continue;
        node = next;
        previous = letter;
        for (const meaning of node.meanings) found.push({ start, end, meaning });
      }
    }
    return found;
  }
}
