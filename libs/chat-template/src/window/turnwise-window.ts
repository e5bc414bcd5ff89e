import { type EncodedTurn, type KnownTurns, knownTurn } from './encoded-turns.js';
import { type EncodingSteps } from '../encoding/encoding-steps.js';
import {
  type ChunkRequest,
  encodeChunk,
  encodeChunks,
  joinChunks,
  type PromptChunk,
} from '../encoding/prompt-chunk.js';
import { type Turn } from '../conversation/turns.js';
import { type WindowContext, type WindowPrompts } from './window-prompts.js';

/** How many turns are encoded in one step. */
const turnsPerStep = 16;

/**
 * Prompts that are put together from turns, for templates with `renderFrom`: the first turn with the system's text, then the
 * others as they are. No turn is looked at that is older than the window and a few before it.
 */
export class TurnwiseWindow implements WindowPrompts {
  readonly #heads = new Map<number, PromptChunk>();
  readonly #lastTurns = new Map<boolean, PromptChunk>();
  readonly #lastTurnWithTools: number;
  #overhead: number | undefined;

  readonly #context: WindowContext;
  readonly #known: KnownTurns;

  /** @param known is added to */
  constructor(context: WindowContext, known: KnownTurns) {
    this.#context = context;
    this.#known = known;

    const { messages, split, options } = context;
    const lastWithTools = messages.findLastIndex(({ role }) => role === 'tool');
    this.#lastTurnWithTools = options.tools?.length
      ? Infinity
      : split.turns.findLastIndex(({ start }) => start <= lastWithTools);
    this.#overhead = known.overhead;
  }

  /** How many more ids a turn takes as the first one, if that is known. */
  get knownOverhead(): number | undefined {
    return this.#overhead;
  }

  *guess(maxTokens: number): EncodingSteps<number> {
    const first = yield* this.#guessWith(maxTokens, this.#overhead ?? 0);
    if (this.#overhead !== undefined || first === 0) return first;
    yield* this.#head(first);
    return yield* this.#guessWith(maxTokens, this.#overhead ?? 0);
  }

  *countFrom(turn: number): EncodingSteps<number> {
    const head = yield* this.#head(turn);
    const others = yield* this.#turnsAfter(turn);
    return others.reduce((sum, { tokens }) => sum + tokens.length, head.tokens.length);
  }

  *promptFrom(turn: number): EncodingSteps<PromptChunk> {
    const head = yield* this.#head(turn);
    return joinChunks([head, ...(yield* this.#turnsAfter(turn))]);
  }

  /** Counts from the newest turn on. */
  *#guessWith(maxTokens: number, overhead: number): EncodingSteps<number> {
    const last = this.#context.split.turns.length - 1;
    let sum = overhead;
    let turn = last;
    for (; turn > 0; turn--) {
      const chunk = yield* this.#turn(turn, this.#hasTools(turn));
      sum += chunk.tokens.length;
      if (sum > maxTokens) return Math.min(turn + 1, last);
    }
    return 0;
  }

  /** The beginning of the prompt, with its first turn. */
  *#head(turn: number): EncodingSteps<PromptChunk> {
    const known = this.#heads.get(turn);
    if (known) return known;
    const { messages, split, template, options } = this.#context;
    const indexes = [...split.system, ...this.#turnAndNext(turn)];
    const until = turn < split.turns.length - 1 ? indexes.length - 1 : undefined;
    const hasTools = this.#hasTools(turn);
    const head = yield* encodeChunk({ messages, indexes, until, hasTools, template, options });
    this.#heads.set(turn, head);
    if (turn > 0) this.#overhead = head.tokens.length - (yield* this.#turn(turn, hasTools)).tokens.length;
    return head;
  }

  *#turnsAfter(first: number): EncodingSteps<PromptChunk[]> {
    const chunks: PromptChunk[] = [];
    for (let turn = this.#context.split.turns.length - 1; turn > first; turn--)
      chunks.push(yield* this.#turn(turn, this.#hasTools(first)));
    return chunks.reverse();
  }

  /** A turn that is not the first. It is encoded together with those before it, up to one that is known. */
  *#turn(turn: number, hasTools: boolean): EncodingSteps<PromptChunk> {
    const found = this.#find(turn, hasTools);
    if (found) return found;
    const wanted: number[] = [];
    for (let index = turn; index > 0 && wanted.length < turnsPerStep && !this.#find(index, hasTools); index--)
      wanted.push(index);
    const chunks = yield* encodeChunks(wanted.map((index) => this.#request(index, hasTools)));
    for (const [position, index] of wanted.entries()) this.#keep(index, hasTools, chunks[position] as PromptChunk);
    return chunks[0] as PromptChunk;
  }

  #request(turn: number, hasTools: boolean): ChunkRequest {
    const { messages, split, template, options } = this.#context;
    const { start } = split.turns[turn] as Turn;
    const indexes = [start - 1, ...this.#turnAndNext(turn)];
    const until = turn < split.turns.length - 1 ? indexes.length - 1 : undefined;
    return { messages, indexes, from: 1, until, hasTools, template, options };
  }

  /** The messages of a turn, and the one that begins the next: what is rendered is a conversation that awaits an answer. */
  #turnAndNext(turn: number): number[] {
    const { start, end } = this.#context.split.turns[turn] as Turn;
    const length = Math.min(end + 1, this.#context.messages.length) - start;
    return Array.from({ length }, (_, index) => start + index);
  }

  #find(turn: number, hasTools: boolean): PromptChunk | undefined {
    return this.#isLast(turn)
      ? this.#lastTurns.get(hasTools)
      : knownTurn(this.#turnsWith(hasTools), this.#context.split.turns[turn] as Turn);
  }

  #keep(turn: number, hasTools: boolean, chunk: PromptChunk): void {
    const { start, end } = this.#context.split.turns[turn] as Turn;
    if (this.#isLast(turn)) this.#lastTurns.set(hasTools, chunk);
    else this.#turnsWith(hasTools).set(start, { end, chunk });
  }

  /** The last turn is not finished: it depends on more than its messages. */
  #isLast(turn: number): boolean {
    return turn === this.#context.split.turns.length - 1;
  }

  #turnsWith(hasTools: boolean): Map<number, EncodedTurn> {
    return hasTools ? this.#known.withTools : this.#known.withoutTools;
  }

  /** Whether tools are in play in the prompt that begins with a turn. */
  #hasTools(turn: number): boolean {
    return turn <= this.#lastTurnWithTools;
  }
}
