import { type TokenBytes } from './token-bytes.js';

/**
 * Turns token ids into text as they come. A character whose bytes are spread over tokens is held until it is whole, so
 * every piece is valid Unicode; bytes that never become a character are shown as U+FFFD.
 */
export class IncrementalDecoder {
  readonly #decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
  #atStart: boolean;

  readonly #tokenBytes: TokenBytes;

  /** @param stripLeadingSpace removes one space from the very start: the prefix space of a SentencePiece answer */
  constructor(tokenBytes: TokenBytes, stripLeadingSpace = false) {
    this.#tokenBytes = tokenBytes;

    this.#atStart = stripLeadingSpace;
  }

  push(token: number): string {
    return this.#strip(this.#decoder.decode(this.#tokenBytes(token), { stream: true }));
  }

  /** The end: an incomplete character becomes U+FFFD. */
  flush(): string {
    return this.#strip(this.#decoder.decode());
  }

  #strip(text: string): string {
    if (!this.#atStart || text === '') return text;
    this.#atStart = false;
    return text.startsWith(' ') ? text.slice(1) : text;
  }
}
