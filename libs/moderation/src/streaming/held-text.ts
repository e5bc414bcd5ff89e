/** Holds the end of a stream's text. Offsets count from the beginning of the stream. */
export class HeldText {
  #text = '';
  #start = 0;

  /** The offset of the first character that is still here. */
  get start(): number {
    return this.#start;
  }

  /** The number of characters of the stream so far. */
  get end(): number {
    return this.#start + this.#text.length;
  }

  /** Adds text at the end. */
  append(text: string): void {
    this.#text += text;
  }

  /** Reads a range, as far as it is still here. */
  read(from: number, to: number): string {
    return this.#text.slice(Math.max(0, from - this.#start), Math.max(0, to - this.#start));
  }

  /** Drops the text before an offset. */
  dropBefore(offset: number): void {
    if (offset <= this.#start) return;
    this.#text = this.#text.slice(offset - this.#start);
    this.#start = offset;
  }
}
