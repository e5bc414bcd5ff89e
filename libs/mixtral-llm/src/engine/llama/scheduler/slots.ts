import { type Token } from 'node-llama-cpp';
import { type NativeContext, type Sampler } from '../native/native-context.js';

/** Tracks the tokens of one sequence of the context. */
export interface Slot {
  readonly sequence: number;
  /** Tokens whose keys and values are in the context. They stay after an answer, as a cache for prompts with the same prefix. */
  tokens: Token[];
  isBusy: boolean;
  /** Time of the last use, as a counter. */
  lastUsed: number;
  readonly sampler: Sampler;
}

/** Chooses a slot for a prompt, and the prompt tokens that need not be evaluated. */
interface Placement {
  readonly slot: Slot;
  /** Prompt tokens that the slot will have before anything is evaluated. */
  readonly cachedTokens: number;
  /** Slot to copy them from. Absent when the slot has them already. */
  readonly source?: Slot | undefined;
}

/** Minimum common tokens to copy: fewer are evaluated faster than copied. */
export const minCopyLength = 16;

/** Manages the sequences of a context, as a cache of prompt prefixes. */
export class Slots {
  readonly #slots: readonly Slot[];
  #clock = 0;

  readonly #context: NativeContext;

  constructor(context: NativeContext) {
    this.#context = context;

    this.#slots = Array.from({ length: context.sequences }, (_, sequence) => ({
      sequence,
      tokens: [],
      isBusy: false,
      lastUsed: 0,
      sampler: context.createSampler(),
    }));
  }

  get hasFree(): boolean {
    return this.#slots.some(({ isBusy }) => !isBusy);
  }

  /**
   * Chooses a free slot for a prompt. Takes the slot that shares the longest prefix with the prompt, if that prefix is at least half
   * of the slot's tokens. Otherwise the least recently used slot gets a copy of the longest shared prefix. So a conversation
   * continues in its own slot, and a new one copies a shared system message without replacing an old conversation.
   */
  choose(prompt: readonly Token[]): Placement {
    // The last token is always evaluated: its logits start the answer.
    const countCached = (slot: Slot) => Math.min(commonPrefixLength(slot.tokens, prompt), prompt.length - 1);
    const isUsable = (slot: Slot) =>
      this.#context.canTruncate || (slot.tokens.length < prompt.length && countCached(slot) === slot.tokens.length);
    const byCached = this.#slots
      .filter(isUsable)
      .map((slot) => ({ slot, cachedTokens: countCached(slot) }))
      .sort((a, b) => b.cachedTokens - a.cachedTokens);
    const best = byCached[0];
    const bestFree = byCached.find(({ slot }) => !slot.isBusy);
    if (
      bestFree &&
      bestFree.cachedTokens > 0 &&
      bestFree.cachedTokens * 2 >= bestFree.slot.tokens.length &&
      bestFree.cachedTokens >= (best?.cachedTokens ?? 0)
    ) {
      return bestFree;
    }
    const slot = this.#leastRecentlyUsed();
    if (best && best.slot !== slot && best.cachedTokens >= minCopyLength) {
      return { slot, cachedTokens: best.cachedTokens, source: best.slot };
    }
    return { slot, cachedTokens: isUsable(slot) ? countCached(slot) : 0 };
  }

  /** Prepares a slot for its prompt and marks it as busy. @returns the number of its tokens */
  async occupy({ slot, cachedTokens, source }: Placement): Promise<number> {
    slot.isBusy = true;
    return source ? this.copy(source, slot, cachedTokens) : this.#truncate(slot, cachedTokens);
  }

  /** Copies the first tokens of another slot. @returns the number of tokens of the target */
  async copy(source: Slot, target: Slot, length: number): Promise<number> {
    const isCopied = await this.#context.copy(source.sequence, target.sequence, length);
    target.tokens = isCopied ? source.tokens.slice(0, length) : [];
    return target.tokens.length;
  }

  release(slot: Slot): void {
    slot.isBusy = false;
    slot.lastUsed = ++this.#clock;
    // Frees the state of the grammar.
    slot.sampler.applyConfig({});
  }

  /** Removes all but the tokens of a slot from the context, for example after wrong predictions. */
  truncateToTokens(slot: Slot): void {
    if (!this.#context.truncate(slot.sequence, slot.tokens.length)) slot.tokens = [];
  }

  /** Removes all tokens of a slot, for example after a failed step. */
  clear(slot: Slot): void {
    this.#context.truncate(slot.sequence, 0);
    slot.tokens = [];
  }

  dispose(): void {
    for (const { sampler } of this.#slots) sampler.dispose();
  }

  #truncate(slot: Slot, length: number): number {
    if (length === slot.tokens.length) return length;
    slot.tokens = this.#context.truncate(slot.sequence, length) ? slot.tokens.slice(0, length) : [];
    return slot.tokens.length;
  }

  #leastRecentlyUsed(): Slot {
    const [first, ...others] = this.#slots.filter(({ isBusy }) => !isBusy);
    if (!first) throw new Error('no free sequence');
    return others.reduce((oldest, slot) => (slot.lastUsed < oldest.lastUsed ? slot : oldest), first);
  }
}

/** Counts the tokens with which both lists begin. */
export function commonPrefixLength(left: readonly Token[], right: readonly Token[]): number {
  const limit = Math.min(left.length, right.length);
  let length = 0;
  while (length < limit && left[length] === right[length]) length++;
  return length;
}
