import { type TextRange } from '../../contract/moderation-input.js';
import { foldText } from '../../text/fold-text.js';
import { type TermBounds } from '../../text/settled-words.js';
import { type TextView, toOriginalRange } from '../../text/text-view.js';

/** A term that was found, and its range in the original text. */
export interface FoundTerm<Meaning> extends TextRange {
  readonly meaning: Meaning;
}

interface WordNode<Meaning> {
  readonly next: Map<string, WordNode<Meaning>>;
  readonly meanings: Meaning[];
}

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/** Scripts without spaces between words: their terms may stand anywhere in a run of letters. */
const unspacedScripts =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The fewest letters of a term that is searched in text without gaps: shorter ones match by chance. */
const minimumGluedLetters = 4;

/**
 * Finds any of many terms in one pass over a text.
 *
 * A tree of words finds whole words and phrases. Scripts without spaces, and texts that are spelled out without gaps, are
 * searched letter by letter.
 */
export class TermIndex<Meaning> {
  readonly #root: WordNode<Meaning> = { next: new Map(), meanings: [] };
  readonly #unspaced = new LetterIndex<Meaning>();
  readonly #glued = new LetterIndex<Meaning>();
  #maximumWords = 1;
  #maximumLetters = 1;

  /** Adds a term. One without letters and digits is ignored. */
  add(term: string, meaning: Meaning): void {
    const words = [...foldText(term).text.matchAll(wordPattern)].map(([word]) => word);
    const joined = words.join('');
    if (joined === '') return;
    this.#maximumWords = Math.max(this.#maximumWords, words.length);
    this.#maximumLetters = Math.max(this.#maximumLetters, joined.length);
    if (joined.length >= minimumGluedLetters) this.#glued.add(joined, meaning);
    if (unspacedScripts.test(joined)) {
      this.#unspaced.add(joined, meaning);
      return;
    }
    let node = this.#root;
    for (const word of words) {
      const next = node.next.get(word) ?? { next: new Map(), meanings: [] };
      node.next.set(word, next);
      node = next;
    }
    node.meanings.push(meaning);
  }

  /** The bounds from which a stream computes how much text it must hold back for the terms. */
  get bounds(): TermBounds {
    return {
      maximumLetters: this.#maximumLetters,
      maximumWords: this.#maximumWords,
      // True for a word with a sign or a digit: a term may begin after the sign, and a digit may be a disguised
      // letter.
      mayBeginTerm: (word) => /[^\p{L}\p{M}]/u.test(word) || this.#root.next.has(word),
    };
  }

  /** Finds the terms in a view. */
  find(view: TextView): readonly FoundTerm<Meaning>[] {
    if (view.isGlued) return this.#glued.find(view);
    return [...this.#findWords(view), ...this.#unspaced.find(view)];
  }

  #findWords(view: TextView): readonly FoundTerm<Meaning>[] {
    const words = [...view.text.matchAll(wordPattern)];
    return words.flatMap(({ index: start }, first) => {
      const found: FoundTerm<Meaning>[] = [];
      let node: WordNode<Meaning> | undefined = this.#root;
      for (let position = first; node !== undefined && position < words.length; position += 1) {
        const word: RegExpExecArray | undefined = words[position];
        node = node.next.get(word?.[0] ?? '');
        const end = (word?.index ?? 0) + (word?.[0].length ?? 0);
        for (const meaning of node?.meanings ?? []) found.push({ ...toOriginalRange(view, start, end), meaning });
      }
      return found;
    });
  }
}

/** Finds terms that may begin at any letter, with one look-up for each length of a term. */
class LetterIndex<Meaning> {
  readonly #byLength = new Map<number, Map<string, Meaning[]>>();

  add(term: string, meaning: Meaning): void {
    const terms = this.#byLength.get(term.length) ?? new Map<string, Meaning[]>();
    this.#byLength.set(term.length, terms);
    terms.set(term, [...(terms.get(term) ?? []), meaning]);
  }

  find(view: TextView): readonly FoundTerm<Meaning>[] {
    const found: FoundTerm<Meaning>[] = [];
    if (this.#byLength.size === 0) return found;
    for (let start = 0; start < view.text.length; start += 1) {
      for (const [length, terms] of this.#byLength) {
        for (const meaning of terms.get(view.text.slice(start, start + length)) ?? []) {
          found.push({ ...toOriginalRange(view, start, start + length), meaning });
        }
      }
    }
    return found;
  }
}
