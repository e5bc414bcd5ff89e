import { type TokenBytes } from './token-bytes.js';

/**
 * Decodes token ids to text one by one. It waits for the last byte of a character that several tokens make up, so every piece is
 * valid Unicode. Bytes that never become a character are decoded to U+FFFD.
 */
export class IncrementalDecoder {
  readonly #tokenBytes: TokenBytes;
  readonly #decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
  #isSpaceExpected: boolean;

  /** @param stripLeadingSpace removes one space at the start: the prefix space of a SentencePiece answer */
  constructor(tokenBytes: TokenBytes, stripLeadingSpace = false) {
    this.#tokenBytes = tokenBytes;
    this.#isSpaceExpected = stripLeadingSpace;
  }

  push(token: number): string {
    return this.#strip(this.#decoder.decode(this.#tokenBytes(token), { stream: true }));
  }

  /** Returns the rest after the last token: U+FFFD for an incomplete character. */
  flush(): string {
    return this.#strip(this.#decoder.decode());
  }

  #strip(text: string): string {
    if (!this.#isSpaceExpected || text === '') return text;
    this.#isSpaceExpected = false;
    return text.startsWith(' ') ? text.slice(1) : text;
  }
}
