import { type LlamaContext, type LlamaModel, type Token } from 'node-llama-cpp';
import { GrammarDeadEndError } from '../../../errors/index.js';
import {
  getNativeContextBinding,
  type NativeContextBinding,
  createNativeSampler,
  type NativeSamplerBinding,
  type SamplerConfiguration,
} from './native-binding.js';

/** Holds the next tokens of one sequence to evaluate in a step. */
export interface BatchEntry {
  readonly sequence: number;
  /** Number of tokens that the sequence has already. */
  readonly position: number;
  readonly tokens: readonly Token[];
  /** Number of last tokens whose logits are wanted. */
  readonly wanted: number;
}

/** Identifies the logits of one position. Valid until the next step. */
export type LogitIndex = number;

/** Holds raw logits of some tokens, and the sum that their softmax needs. */
export interface RawLogits {
  /** Logits of the requested tokens, and of the likeliest ones. */
  readonly logits: ReadonlyMap<Token, number>;
  /** The likeliest tokens, the likeliest first. */
  readonly top: readonly Token[];
  /** Natural logarithm of the sum of the exponentials of all logits. */
  readonly logSum: number;
}

/** Number of tokens that a warm-up evaluates. */
const warmUpTokens = 32;

/** Evaluates several sequences of tokens together, step by step, in one context of llama.cpp. */
export class NativeContext {
  readonly sequences: number;
  /** Maximum tokens of one step. */
  readonly batchSize: number;
  /** Tells whether a sequence can be truncated at any token. Sliding windows and recurrent models do not allow it. */
  readonly canTruncate: boolean;
  readonly #model: LlamaModel;
  readonly #vocabularySize: number;
  readonly #binding: NativeContextBinding;
  readonly #plainSampler: NativeSamplerBinding;
  /** Ends with the last read of logits. Reads run one by one: the plain sampler has a buffer for one position. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(context: LlamaContext, model: LlamaModel, threads: number) {
    this.#model = model;
    this.#vocabularySize = model.fileInfo.metadata.tokenizer?.ggml.tokens.length ?? 1;
    this.#binding = getNativeContextBinding(context);
    this.#binding.setThreads(threads);
    this.sequences = context.totalSequences;
    this.batchSize = context.batchSize;
    const { isHybrid, isRecurrent, swaSize } = model.fileInsights;
    this.canTruncate = !isHybrid && !isRecurrent && swaSize === undefined;
    this.#plainSampler = createNativeSampler(model);
    this.#plainSampler.applyConfig({ temperature: 0 });
  }

  /**
   * Evaluates all entries in one batch, sorted by sequence. llama.cpp evaluates entries together only when they are in the order of
   * the sequences (`llama_batch_allocr::split_equal`), otherwise one after another.
   *
   * @returns the indexes of the wanted logits of each entry
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

  /** Evaluates some tokens, so that the first request need not wait for weights to be read from the disk. */
  async warmUp(): Promise<void> {
    const vocabularySize = this.#vocabularySize;
    // Different tokens, so that every expert of a mixture is used.
    const count = Math.min(warmUpTokens, this.batchSize);
    const tokens = Array.from({ length: count }, (_, index) => Math.floor((index * vocabularySize) / count) as Token);
    await this.decode([{ sequence: 0, position: 0, tokens, wanted: 1 }]);
    this.truncate(0, 0);
  }

  /**
   * Chooses the next token; undefined when none can follow, for example at the end of a grammar.
   *
   * @throws {GrammarDeadEndError} when no token of the vocabulary can continue the grammar
   */
  async sample(index: LogitIndex, sampler: NativeSamplerBinding): Promise<Token | undefined> {
    try {
      const token = await this.#binding.sampleToken(index, sampler);
      return token < 0 ? undefined : (token as Token);
    } catch (error) {
      // When the grammar excludes every token, llama.cpp chooses any, and then the grammar throws this.
      if (String(error).includes('empty grammar stack')) throw new GrammarDeadEndError();
      throw error;
    }
  }

  /** Reads the logits before any sampling option applies. @param top number of likeliest tokens */
  async readRawLogits(index: LogitIndex, tokens: readonly Token[], top: number): Promise<RawLogits> {
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
   * Removes the tokens of a sequence from a position on.
   *
   * @returns false when that is impossible; then the sequence is empty
   */
  truncate(sequence: number, length: number): boolean {
    if (length > 0 && this.#binding.removeTokenCellsFromSequence(sequence, length, -1)) return true;
    this.#binding.disposeSequence(sequence);
    return length === 0;
  }

  /**
   * Replaces the tokens of a sequence by the first tokens of another.
   *
   * @returns false when that is impossible; then the sequence is empty
   */
  async copy(source: number, target: number, length: number): Promise<boolean> {
    this.#binding.disposeSequence(target);
    const last = await this.#binding.copySequenceStateFromOtherSequence(target, source);
    return last + 1 === length || this.truncate(target, length);
  }

  /** Creates a sampler, which can be used again with another configuration. */
  createSampler(): NativeSamplerBinding {
    return createNativeSampler(this.#model);
  }

  dispose(): void {
    this.#plainSampler.dispose();
  }
}

export { type NativeSamplerBinding as Sampler, type SamplerConfiguration };
