import { type TextRange } from '../../contract/moderation-input.js';
import { foldText } from '../../text/fold-text.js';
import { unspacedScripts } from '../../text/scripts.js';
import { type TermBounds } from '../../text/settled-words.js';
import { type TextView, toOriginalRange } from '../../text/text-view.js';
import { mayBeginAt, mayEndAt } from './glued-words.js';
import { LetterIndex } from './letter-index.js';
import { isRepeatedForm, toStems, toWordKey } from './word-forms.js';

/** A term that was found, and its range in the original text. */
export interface FoundTerm<Meaning> extends TextRange {
  readonly meaning: Meaning;
}

/** The words of one term, folded, and its meaning. */
interface Term<Meaning> {
  readonly words: readonly string[];
  readonly meaning: Meaning;
}

interface WordNode<Meaning> {
  readonly next: Map<string, WordNode<Meaning>>;
  readonly terms: Term<Meaning>[];
}

const wordPattern = /[\p{L}\p{N}\p{M}]+/gu;

/** Scripts without spaces between words: their terms may stand anywhere in a run of letters. */
const unspaced = new RegExp(`[${unspacedScripts}]`, 'u');

/** The fewest letters of a term that is searched in text without gaps: shorter ones match by chance. */
const minimumGluedLetters = 3;

/** A term of so many letters that fills a text without gaps by half is found wherever it stands there. */
const sureGluedLetters = 6;

/**
 * Finds any of many terms in one pass over a text.
 *
 * A tree of words finds whole words and phrases, also in the plural, in the possessive and with letters repeated. Scripts without
 * spaces, texts that are spelled out without gaps, and terms that count inside a word are searched letter by letter.
 */
export class TermIndex<Meaning> {
  readonly #root: WordNode<Meaning> = { next: new Map(), terms: [] };
  readonly #unspaced = new LetterIndex<Meaning>({ skipsRepeats: false });
  readonly #glued = new LetterIndex<Meaning>({ skipsRepeats: true });
  readonly #parts = new LetterIndex<Meaning>({ skipsRepeats: true });
  #maximumWords = 1;
  #maximumLetters = 1;

  /**
   * Adds a term. One without letters and digits is ignored.
   * @param options.isPart The term also counts inside a longer word. Default false.
   */
  add(term: string, meaning: Meaning, { isPart = false }: { readonly isPart?: boolean } = {}): void {
    const words = [...foldText(term).text.matchAll(wordPattern)].map(([word]) => word);
    const joined = words.join('');
    if (joined === '') return;
    this.#maximumWords = Math.max(this.#maximumWords, words.length);
    this.#maximumLetters = Math.max(this.#maximumLetters, joined.length);
    if (joined.length >= minimumGluedLetters) this.#glued.add(joined, meaning);
    if (unspaced.test(joined)) {
      this.#unspaced.add(joined, meaning);
      return;
    }
    if (isPart) {
      this.#parts.add(joined, meaning);
      return;
    }
    let node = this.#root;
    for (const word of words) {
      const key = toWordKey(word);
      const next = node.next.get(key) ?? { next: new Map(), terms: [] };
      node.next.set(key, next);
      node = next;
    }
    node.terms.push({ words, meaning });
  }

  /** The bounds from which a stream computes how much text it must hold back for the terms. */
  get bounds(): TermBounds {
    return {
      maximumLetters: this.#maximumLetters,
      maximumWords: this.#maximumWords,
      // True for a word with a sign or a digit: a term may begin after the sign, and a digit may be a disguised
      // letter.
      mayBeginTerm: (word) => /[^\p{L}\p{M}]/u.test(word) || this.#root.next.has(toWordKey(word)),
    };
  }

  /** Finds the terms in a view. */
  find(view: TextView): readonly FoundTerm<Meaning>[] {
    if (view.isGlued) return this.#findGlued(view);
    return [...this.#findWords(view), ...findLetters(this.#unspaced, view), ...findLetters(this.#parts, view)];
  }

  /** Finds terms in a text without gaps, where other words may begin and end beside them. */
  #findGlued(view: TextView): readonly FoundTerm<Meaning>[] {
    const { text } = view;
    return this.#glued.find(text).flatMap(({ start, end, meaning }) => {
      const edges = [mayBeginAt(text, start), mayEndAt(text, end)].filter(Boolean).length;
      const isSure = end - start >= sureGluedLetters;
      return isSure || edges >= (end - start > minimumGluedLetters ? 1 : 2)
        ? [{ ...toOriginalRange(view, start, end), meaning }]
        : [];
    });
  }

  #findWords(view: TextView): readonly FoundTerm<Meaning>[] {
    const words = [...view.text.matchAll(wordPattern)].map(({ 0: word, index }) => ({
      start: index,
      end: index + word.length,
      stems: toStems(word),
    }));
    const found: FoundTerm<Meaning>[] = [];
    for (const [first, { start }] of words.entries()) {
      let nodes: readonly WordNode<Meaning>[] = [this.#root];
      for (let position = first; nodes.length > 0 && position < words.length; position += 1) {
        const { stems, end } = words[position] ?? { stems: [], end: 0 };
        nodes = nodes.flatMap(({ next }) => stems.flatMap((stem) => next.get(toWordKey(stem)) ?? []));
        const read = words.slice(first, position + 1);
        for (const { words: required, meaning } of nodes.flatMap(({ terms }) => terms)) {
          const isFound = required.every((term, index) =>
            read[index]?.stems.some((stem) => isRepeatedForm(stem, term)),
          );
          if (isFound) found.push({ ...toOriginalRange(view, start, end), meaning });
        }
      }
    }
    return found;
  }
}

function findLetters<Meaning>(index: LetterIndex<Meaning>, view: TextView): readonly FoundTerm<Meaning>[] {
  return index.find(view.text).map(({ start, end, meaning }) => ({ ...toOriginalRange(view, start, end), meaning }));
}
