import { type LlamaContext, type LlamaModel, type Token } from 'node-llama-cpp';

/**
 * The part of node-llama-cpp's native context that this engine works on. Below the public `evaluate`, because that one
 * always drops a sequence from a batch, cannot be stopped in a prompt, shares nothing between sequences, and leaves 384 KB of
 * garbage for each answer. Checked when a model is loaded; `native-context.test.ts` compares it with the public way.
 */
export interface NativeContextBinding {
  initBatch(tokens: number): void;
  /** @returns for each wanted position its index among the results of the batch */
  addToBatch(sequence: number, position: number, tokens: Uint32Array, wanted: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  sampleToken(logitIndex: number, sampler: NativeSamplerBinding): Promise<number>;
  sampleToken(
    logitIndex: number,
    sampler: NativeSamplerBinding,
    probabilities: false,
    confidence: false,
    logits: [tokens: readonly Token[], highest: false, lowest: false, selected: false, top: number],
    totalWeight: true,
  ): Promise<
    [token: number, probabilities: undefined, confidence: undefined, logits: readonly number[], totalWeight: number]
  >;
  disposeSequence(sequence: number): void;
  removeTokenCellsFromSequence(sequence: number, start: number, end: number): boolean;
  /** Copies all that a sequence holds. @returns the last position copied */
  copySequenceStateFromOtherSequence(target: number, source: number): Promise<number>;
  setThreads(threads: number): void;
}

/** Chooses tokens. What a configuration does not name is off. */
export interface NativeSamplerBinding {
  applyConfig(configuration: SamplerConfiguration): void;
  dispose(): void;
}

/** What the native sampler understands. */
export interface SamplerConfiguration {
  readonly temperature?: number;
  readonly minP?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly repeatPenalty?: number;
  readonly repeatPenaltyMaxTokens?: number;
  readonly repeatPenaltyTokens?: Uint32Array;
  readonly repeatPenaltyPresencePenalty?: number;
  readonly repeatPenaltyFrequencyPenalty?: number;
  readonly tokenBiasKeys?: Uint32Array;
  readonly tokenBiasValues?: Float32Array;
  /** The native state of a grammar. */
  readonly grammarEvaluationState?: object;
}

const contextMethods = [
  'initBatch',
  'addToBatch',
  'decodeBatch',
  'sampleToken',
  'disposeSequence',
  'removeTokenCellsFromSequence',
  'copySequenceStateFromOtherSequence',
  'setThreads',
] as const satisfies readonly (keyof NativeContextBinding)[];

/**
 * The native context behind a public one.
 *
 * @throws an Error when the library's inside is not what this engine was written for
 */
export function nativeContextBinding(context: LlamaContext): NativeContextBinding {
  const binding = hidden(context, '_ctx');
  const missing = contextMethods.filter((name) => typeof hidden(binding, name) !== 'function');
  if (missing.length > 0) throw changedError(`its native context lacks ${missing.join(', ')}`);
  return binding as NativeContextBinding;
}

/**
 * A sampler for a model, apart from every context.
 *
 * @throws an Error when the library's inside is not what this engine was written for
 */
export function nativeSampler(model: LlamaModel): NativeSamplerBinding {
  const Sampler = hidden(hidden(model.llama, '_bindings'), 'AddonSampler');
  if (typeof Sampler !== 'function') throw changedError('it has no native sampler');
  return Reflect.construct(Sampler, [hidden(model, '_model')]) as NativeSamplerBinding;
}

/** The native state behind the public state of a grammar. */
export function nativeGrammarState(state: object): object {
  const native = hidden(state, '_state');
  if (typeof native !== 'object' || native === null) throw changedError('its grammar state has no native one');
  return native;
}

function hidden(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
}

function changedError(what: string): Error {
  return new Error(
    `This version of node-llama-cpp is not the one that the engine was written for: ${what}. Install the version of the lock file.`,
  );
}
