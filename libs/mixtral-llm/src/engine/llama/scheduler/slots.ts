import { type Token } from 'node-llama-cpp';
import { type NativeContext, type Sampler } from '../native/native-context.js';

/** A sequence of the context, and what it holds. */
export interface Slot {
  readonly sequence: number;
  /** The tokens whose keys and values are in the context. Kept after an answer, for prompts that begin the same. */
  tokens: Token[];
  isBusy: boolean;
  /** Larger is later. */
  lastUsed: number;
  readonly sampler: Sampler;
}

/** Where a prompt will be evaluated, and what need not be evaluated again. */
export interface Placement {
  readonly slot: Slot;
  /** Prompt tokens that the slot will hold before anything is evaluated. */
  readonly held: number;
  /** The slot that they are copied from; absent when they are in place. */
  readonly source?: Slot;
}

/** Fewer shared tokens than this are sooner evaluated than copied. */
export const worthCopying = 16;

/** The sequences of a context as a cache of prompt beginnings. */
export class Slots {
  readonly #slots: readonly Slot[];
  #clock = 0;

  readonly #context: NativeContext;

  constructor(context: NativeContext) {
    this.#context = context;

    this.#slots = Array.from({ length: context.sequences }, (_, sequence) => ({
      ...{ sequence, tokens: [], isBusy: false, lastUsed: 0 },
      sampler: context.createSampler(),
    }));
  }

  get hasFree(): boolean {
    return this.#slots.some(({ isBusy }) => !isBusy);
  }

  /**
   * Chooses a free slot for a prompt: the one that holds most of it, if what it holds is mostly this prompt's; else the one
   * that was used longest ago, into which the longest beginning that any slot holds is copied. So a conversation goes on
   * where it was, and a new one takes a shared system text along without pushing the old one out.
   */
  place(prompt: readonly Token[]): Placement {
    // The last token is always evaluated: it starts the answer.
    const held = (slot: Slot) => Math.min(sharedLength(slot.tokens, prompt), prompt.length - 1);
    const usable = (slot: Slot) =>
      (this.#context.canTruncate || slot.tokens.length < prompt.length) &&
      (this.#context.canTruncate || held(slot) === slot.tokens.length);
    const byHeld = this.#slots
      .filter(usable)
      .map((slot) => ({ slot, held: held(slot) }))
      .sort((a, b) => b.held - a.held);
    const best = byHeld[0];
    const bestFree = byHeld.find(({ slot }) => !slot.isBusy);
    if (
      bestFree &&
      bestFree.held > 0 &&
      bestFree.held * 2 >= bestFree.slot.tokens.length &&
      bestFree.held >= (best?.held ?? 0)
    )
      return bestFree;
    const slot = this.#leastRecentlyUsed();
    if (best && best.slot !== slot && best.held >= worthCopying) return { slot, held: best.held, source: best.slot };
    return { slot, held: usable(slot) ? held(slot) : 0 };
  }

  /** Makes a slot hold what its placement says, and marks it as used. @returns tokens that it holds */
  async take({ slot, held, source }: Placement): Promise<number> {
    slot.isBusy = true;
    return source ? this.copy(source, slot, held) : this.#keep(slot, held);
  }

  /** Makes a slot hold the first tokens of another. @returns tokens that it holds */
  async copy(source: Slot, target: Slot, length: number): Promise<number> {
    const isCopied = await this.#context.copy(source.sequence, target.sequence, length);
    target.tokens = isCopied ? source.tokens.slice(0, length) : [];
    return target.tokens.length;
  }

  release(slot: Slot): void {
    slot.isBusy = false;
    slot.lastUsed = ++this.#clock;
    // Lets go of the grammar.
    slot.sampler.applyConfig({});
  }

  /** Makes the context hold no more than a slot's tokens, as after guesses that were wrong. */
  forget(slot: Slot): void {
    if (!this.#context.truncate(slot.sequence, slot.tokens.length)) slot.tokens = [];
  }

  /** Forgets what a slot holds, as after a step that failed. */
  clear(slot: Slot): void {
    this.#context.truncate(slot.sequence, 0);
    slot.tokens = [];
  }

  dispose(): void {
    for (const { sampler } of this.#slots) sampler.dispose();
  }

  #keep(slot: Slot, length: number): number {
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

/** How many tokens two lists begin with alike. */
export function sharedLength(left: readonly Token[], right: readonly Token[]): number {
  const limit = Math.min(left.length, right.length);
  let length = 0;
  while (length < limit && left[length] === right[length]) length++;
  return length;
}
