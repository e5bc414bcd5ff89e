import { type LlamaContext, type LlamaModel, type Token } from 'node-llama-cpp';

/**
 * Describes the part of node-llama-cpp's native context that this engine uses. The public `evaluate` is not enough: it leaves one
 * sequence out of each batch, cannot stop in a prompt, shares no prompts between sequences, and leaves 384 KB of garbage for each
 * answer. The part is checked when a model is loaded; `native-context.test.ts` compares its answers with those of `evaluate`.
 */
export interface NativeContextBinding {
  initBatch(tokens: number): void;
  /** @returns the index of the logits for each wanted position */
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
  /** Copies all tokens of a sequence. @returns the last position that was copied */
  copySequenceStateFromOtherSequence(target: number, source: number): Promise<number>;
  setThreads(threads: number): void;
}

/** Describes the native sampler, which chooses tokens. An option that its configuration leaves out is off. */
export interface NativeSamplerBinding {
  applyConfig(configuration: SamplerConfiguration): void;
  dispose(): void;
}

/** Holds the options of the native sampler. */
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
  /** Native state of a grammar. */
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
 * Returns the native context behind a public one.
 *
 * @throws an Error when this version of the library has changed inside
 */
export function getNativeContextBinding(context: LlamaContext): NativeContextBinding {
  const binding = readHiddenProperty(context, '_ctx');
  const missing = contextMethods.filter((name) => typeof readHiddenProperty(binding, name) !== 'function');
  if (missing.length > 0) throw createVersionError(`its native context lacks ${missing.join(', ')}`);
  return binding as NativeContextBinding;
}

/**
 * Creates a native sampler for a model. It belongs to no context.
 *
 * @throws an Error when this version of the library has changed inside
 */
export function createNativeSampler(model: LlamaModel): NativeSamplerBinding {
  const Sampler = readHiddenProperty(readHiddenProperty(model.llama, '_bindings'), 'AddonSampler');
  if (typeof Sampler !== 'function') throw createVersionError('it has no native sampler');
  return Reflect.construct(Sampler, [readHiddenProperty(model, '_model')]) as NativeSamplerBinding;
}

/** Returns the native state behind the public state of a grammar. @throws an Error when this version of the library has changed inside */
export function getNativeGrammarState(state: object): object {
  const native = readHiddenProperty(state, '_state');
  if (typeof native !== 'object' || native === null) throw createVersionError('its grammar state has no native one');
  return native;
}

function readHiddenProperty(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? Reflect.get(owner, name) : undefined;
}

function createVersionError(problem: string): Error {
  return new Error(
    `This version of node-llama-cpp is not the one that the engine was written for: ${problem}. Install the version of the lock file.`,
  );
}
