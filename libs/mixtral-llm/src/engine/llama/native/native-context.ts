import { type LlamaContext, type LlamaModel, type Token } from 'node-llama-cpp';
import { GrammarDeadEndError } from '../../../errors/index.js';
import {
  nativeContextBinding,
  type NativeContextBinding,
  nativeSampler,
  type NativeSamplerBinding,
  type SamplerConfiguration,
} from './native-binding.js';

/** Tokens to evaluate in one step, behind those that a sequence holds. */
export interface BatchEntry {
  readonly sequence: number;
  /** How many tokens the sequence holds already. */
  readonly position: number;
  readonly tokens: readonly Token[];
  /** How many of the last tokens a next token is wanted for. */
  readonly wanted: number;
}

/** Logits of one position, until the next step. */
export type LogitIndex = number;

/** Raw logits of some tokens, and what a softmax over all of them needs. */
export interface RawLogits {
  /** Of the tokens asked for, and of the likeliest. */
  readonly logits: ReadonlyMap<Token, number>;
  /** The likeliest, first. */
  readonly top: readonly Token[];
  /** Natural logarithm of the sum of the exponentials of all logits. */
  readonly logSum: number;
}

/** Tokens that a warm-up evaluates. */
const warmUpTokens = 32;

/** One llama.cpp context: sequences of tokens that are evaluated together, step by step. */
export class NativeContext {
  readonly sequences: number;
  /** Tokens in one step, at most. */
  readonly batchSize: number;
  /** Whether sequences can be cut at any token. Not so with sliding windows and recurrent models. */
  readonly canTruncate: boolean;
  readonly #vocabularySize: number;
  readonly #binding: NativeContextBinding;
  readonly #plainSampler: NativeSamplerBinding;
  /** Ends when nobody reads logits: the plain sampler has room for those of one position. */
  #reading: Promise<unknown> = Promise.resolve();

  readonly #model: LlamaModel;

  constructor(context: LlamaContext, model: LlamaModel, threads: number) {
    this.#model = model;

    this.#vocabularySize = model.fileInfo.metadata.tokenizer?.ggml.tokens.length ?? 1;
    this.#binding = nativeContextBinding(context);
    this.#binding.setThreads(threads);
    this.sequences = context.totalSequences;
    this.batchSize = context.batchSize;
    const { isHybrid, isRecurrent, swaSize } = model.fileInsights;
    this.canTruncate = !isHybrid && !isRecurrent && swaSize === undefined;
    this.#plainSampler = nativeSampler(model);
    this.#plainSampler.applyConfig({ temperature: 0 });
  }

  /**
   * Evaluates all entries in one batch. llama.cpp evaluates together what comes in the order of the sequences, without gaps
   * (`llama_batch_allocr::split_equal`), and one after another what does not, so the entries are put in that order.
   *
   * @returns for each entry the indexes of its wanted logits, in order
   */
  async decode(entries: readonly BatchEntry[]): Promise<readonly (readonly LogitIndex[])[]> {
    this.#binding.initBatch(entries.reduce((sum, { tokens }) => sum + tokens.length, 0));
    const indexes = new Map<BatchEntry, readonly LogitIndex[]>();
    for (const entry of entries.toSorted((left, right) => left.sequence - right.sequence)) {
      const { sequence, position, tokens, wanted } = entry;
      const wantedPositions = Uint32Array.from({ length: wanted }, (_, index) => tokens.length - wanted + index);
      indexes.set(entry, [...this.#binding.addToBatch(sequence, position, Uint32Array.from(tokens), wantedPositions)]);
    }
    await this.#binding.decodeBatch();
    return entries.map((entry) => indexes.get(entry) ?? []);
  }

  /** Evaluates some tokens and forgets them, so that the first request does not wait for weights to be read from the disk. */
  async warmUp(): Promise<void> {
    const vocabularySize = this.#vocabularySize;
    // Different ones, so that every expert of a mixture is asked.
    const count = Math.min(warmUpTokens, this.batchSize);
    const tokens = Array.from({ length: count }, (_, index) => Math.floor((index * vocabularySize) / count) as Token);
    await this.decode([{ sequence: 0, position: 0, tokens, wanted: 1 }]);
    this.truncate(0, 0);
  }

  /**
   * The next token; undefined when nothing can follow, as at the end of a grammar.
   *
   * @throws {GrammarDeadEndError} when the grammar allows nothing that the vocabulary can write
   */
  async sample(index: LogitIndex, sampler: NativeSamplerBinding): Promise<Token | undefined> {
    try {
      const token = await this.#binding.sampleToken(index, sampler);
      return token < 0 ? undefined : (token as Token);
    } catch (error) {
      // With every token excluded, llama.cpp chooses any, which its grammar then refuses.
      if (String(error).includes('empty grammar stack')) throw new GrammarDeadEndError();
      throw error;
    }
  }

  /** Logits as the model gave them, before any sampling option. */
  async rawLogits(index: LogitIndex, tokens: readonly Token[], top: number): Promise<RawLogits> {
    const read = () =>
      this.#binding.sampleToken(
        index,
        this.#plainSampler,
        false,
        false,
        [tokens, false, false, false, Math.max(1, top)],
        true,
      );
    const reading = this.#reading.then(read, read);
    this.#reading = reading;
    const [, , , pairs, totalWeight] = await reading;
    const logits = new Map<Token, number>();
    for (let at = 0; at < pairs.length; at += 2) logits.set(pairs[at] as Token, pairs[at + 1] as number);
    const sorted = [...logits].sort(([, a], [, b]) => b - a);
    const highest = sorted[0]?.[1] ?? 0;
    return { logits, top: sorted.slice(0, top).map(([token]) => token), logSum: highest + Math.log(totalWeight) };
  }

  /**
   * Forgets what a sequence holds from a position on.
   *
   * @returns false when that is impossible, and the sequence is now empty
   */
  truncate(sequence: number, length: number): boolean {
    if (length > 0 && this.#binding.removeTokenCellsFromSequence(sequence, length, -1)) return true;
    this.#binding.disposeSequence(sequence);
    return length === 0;
  }

  /**
   * Makes a sequence hold the first tokens of another.
   *
   * @returns false when that is impossible, and the sequence is now empty
   */
  async copy(source: number, target: number, length: number): Promise<boolean> {
    this.#binding.disposeSequence(target);
    const last = await this.#binding.copySequenceStateFromOtherSequence(target, source);
    return last + 1 === length || this.truncate(target, length);
  }

  /** A sampler of its own; reusable. */
  createSampler(): NativeSamplerBinding {
    return nativeSampler(this.#model);
  }

  dispose(): void {
    this.#plainSampler.dispose();
  }
}

export { type NativeSamplerBinding as Sampler, type SamplerConfiguration };
