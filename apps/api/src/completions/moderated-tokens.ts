import { type ChosenTokenLogprob } from '@leeward/mixtral-llm';

/** A token whose text has left the gate, and the end of the moderated text before it. */
export interface ModeratedToken {
  readonly token: ChosenTokenLogprob;
  readonly before: string;
}

/** Bytes of text before a token that are kept: they are moderated together with its alternatives. */
const contextBytes = 64;

const space = 0x20;

/**
 * Selects the tokens of an answer that may be shown.
 *
 * A token may be shown when its bytes are the next bytes of the released text. Tokens behind that text (of a stop
 * string, of a tool call) are dropped. From the first difference on, where text was redacted, no token is shown.
 */
export class ModeratedTokens {
  readonly #waiting: ChosenTokenLogprob[] = [];
  /** Released text that no token has claimed yet. */
  #unclaimed = Buffer.alloc(0);
  #context: Buffer<ArrayBufferLike>;
  #isFirst = true;
  #isLost = false;

  /** @param begunText the moderated text before the first token */
  constructor(begunText = '') {
    this.#context = Buffer.from(begunText).subarray(-contextBytes);
  }

  /** Adds tokens as the model wrote them, before their text is released. */
  add(tokens: readonly ChosenTokenLogprob[]): void {
    if (!this.#isLost) this.#waiting.push(...tokens);
  }

  /** Takes the next text that has left the gate. @returns the tokens that end in it */
  release(text: string): readonly ModeratedToken[] {
    if (this.#isLost) return [];
    this.#unclaimed = Buffer.concat([this.#unclaimed, Buffer.from(text)]);
    const moderated: ModeratedToken[] = [];
    for (let token = this.#waiting[0]; token; token = this.#waiting[0]) {
      const length = this.#countBytesInText(token.bytes);
      if (length === undefined) break;
      this.#waiting.shift();
      moderated.push({ token, before: this.#context.toString() });
      this.#claim(length);
    }
    return moderated;
  }

  /** Counts the bytes of the text that a token takes; undefined when they have not come yet, or differ. */
  #countBytesInText(bytes: readonly number[]): number | undefined {
    // Templates take away the space with which an answer begins.
    const written = this.#isFirst && bytes[0] === space ? [bytes, bytes.slice(1)] : [bytes];
    const found = written.find((one) => this.#unclaimed.subarray(0, one.length).equals(Uint8Array.from(one)));
    if (found) return found.length;
    if (this.#unclaimed.length >= bytes.length) this.#lose();
    return undefined;
  }

  #claim(length: number): void {
    this.#isFirst = false;
    this.#context = Buffer.concat([this.#context, this.#unclaimed.subarray(0, length)]).subarray(-contextBytes);
    this.#unclaimed = this.#unclaimed.subarray(length);
  }

  #lose(): void {
    this.#isLost = true;
    this.#waiting.length = 0;
    this.#unclaimed = Buffer.alloc(0);
  }
}
