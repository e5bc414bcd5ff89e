import { type ChosenTokenLogprob } from '@leeward/mixtral-llm';

/** A token whose text was approved, and the end of the approved text before it. */
export interface ModeratedToken {
  readonly token: ChosenTokenLogprob;
  readonly before: string;
}

/** Bytes of text before a token that are kept: alternatives are judged behind them. */
const contextBytes = 64;

const space = 0x20;

/**
 * Which tokens of an answer may be shown: those whose bytes are, in their order, the bytes of the text that has left the gate.
 * Tokens that the text does not have (of a stop string, of a call of a tool) come to nothing, and from the first difference on,
 * which is where text was redacted, no token is shown at all.
 */
export class ModeratedTokens {
  readonly #waiting: ChosenTokenLogprob[] = [];
  /** Released text that no token has claimed yet. */
  #unclaimed = Buffer.alloc(0);
  #context = Buffer.alloc(0);
  #isFirst = true;
  #isLost = false;

  /** Tokens as the model wrote them, before their text is released. */
  wait(tokens: readonly ChosenTokenLogprob[]): void {
    if (!this.#isLost) this.#waiting.push(...tokens);
  }

  /** @returns the tokens that end in this text, the next that left the gate */
  release(text: string): readonly ModeratedToken[] {
    if (this.#isLost) return [];
    this.#unclaimed = Buffer.concat([this.#unclaimed, Buffer.from(text)]);
    const approved: ModeratedToken[] = [];
    for (let token = this.#waiting[0]; token; token = this.#waiting[0]) {
      const length = this.#lengthInText(token.bytes);
      if (length === undefined) break;
      this.#waiting.shift();
      approved.push({ token, before: this.#context.toString() });
      this.#claim(length);
    }
    return approved;
  }

  /** How many bytes of the text a token takes; undefined when they have not come yet, or are others. */
  #lengthInText(bytes: readonly number[]): number | undefined {
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
