import { findOpenPlaceholder } from './find-placeholders.js';

/** Restores one piece. @param isAfterBracket whether the text before it ends in a closing bracket */
type RestorePiece = (piece: string, isAfterBracket: boolean) => string;

/** Restores a text that comes in pieces: however it is cut, the result equals `RedactionVault.restore` of the whole. */
export class TextRestorer {
  readonly #isIdle: () => boolean;
  readonly #restorePiece: RestorePiece;
  /** The end of the text so far, which may be the beginning of a placeholder. */
  #held = '';
  /** The last character before the held text. */
  #last = '';
  /** Whether the text so far ends in a word that is too long to be a placeholder. */
  #isInLongWord = false;

  /** @param isIdle tells that there is nothing to restore yet: text then passes at once */
  constructor(isIdle: () => boolean, restorePiece: RestorePiece) {
    this.#isIdle = isIdle;
    this.#restorePiece = restorePiece;
  }

  /** The text that waits for the rest of a placeholder. */
  get held(): string {
    return this.#held;
  }

  /** Adds a piece. @returns the text that is restored now. */
  push(piece: string): string {
    let text = this.#held + piece;
    this.#held = '';
    if (this.#isIdle()) return this.#release(text);
    let longWord = '';
    if (this.#isInLongWord) {
      const end = text.search(/[^A-Z0-9_]/);
      if (end < 0) return this.#release(text);
      longWord = text.slice(0, end);
      text = text.slice(end);
      this.#isInLongWord = false;
    }
    const { start, isLongWord } = findOpenPlaceholder(text);
    this.#isInLongWord = isLongWord;
    this.#held = isLongWord ? '' : text.slice(start);
    return longWord + this.#restore(isLongWord ? text : text.slice(0, start));
  }

  /** Ends the text. @returns the rest of it. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#restore(rest);
  }

  #restore(text: string): string {
    const restored = this.#restorePiece(text, this.#last === ']');
    this.#release(text);
    return restored;
  }

  #release(text: string): string {
    this.#last = text.at(-1) ?? this.#last;
    return text;
  }
}
