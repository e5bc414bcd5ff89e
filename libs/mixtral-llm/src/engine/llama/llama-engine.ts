import { basename } from 'node:path';
import { type EncodedText } from '@leeward/chat-template';
import { type Token } from 'node-llama-cpp';
import { ContextOverflowError, EngineClosedError, InvalidOptionError } from '../../errors/index.js';
import {
  type CloseOptions,
  type Engine,
  type EngineCapacity,
  type EngineModel,
  type FinishReason,
  type GenerationPart,
  type GenerationRequest,
  type SamplingOptions,
  type TokenUsage,
} from '../engine.js';
import { toModelId } from '../../gguf/to-model-id.js';
import { PartChannel } from '../part-channel.js';
import { toFileTypeName } from './model-file/file-type-name.js';
import { AnswerText } from './text/answer-text.js';
import { LlamaTokenizer } from './text/llama-tokenizer.js';
import { type GrammarConstraint, GrammarConstraints } from './grammar/grammar-constraints.js';
import { type TokenPredictor } from './scheduler/token-predictor.js';
import { estimateDraftMemory, loadDraftModel } from './speculative/load-draft-model.js';
import { type DraftModelFile, type LoadOptions } from './options/load-options.js';
import { defaultContextSize, defaultParallel, type LoadedModel, loadModel } from './model/load-model.js';
import { NativeContext } from './native/native-context.js';
import { promptLookup } from './speculative/prompt-lookup.js';
import { toSamplerConfiguration } from './native/sampler-configuration.js';
import { Scheduler } from './scheduler/scheduler.js';
import { type StepStatistics } from './scheduler/step-statistics.js';

/** Describes how to load a model that generates text. */
export interface LlamaEngineOptions extends LoadOptions {
  /** Id of the model in answers. Default: the name of the file without `.gguf`. */
  readonly id?: string | undefined;
  /** System message for conversations that have none, instead of the template's own. */
  readonly defaultSystem?: string | undefined;
  /** Sampling options that a request may override. */
  readonly defaultSampling?: SamplingOptions | undefined;
  /** Maximum requests that wait; more fail with `QueueFullError`. Default 64. */
  readonly maxQueued?: number | undefined;
  /** Maximum prompt tokens of a step that also writes answers. Default 512. */
  readonly prefillChunk?: number | undefined;
  /** How many times longer a step may take when it also reads prompts. Default 2.5. Limits how much a long prompt slows other streams. */
  readonly maxStepSlowdown?: number | undefined;
  /**
   * Maximum tokens of each answer that are predicted and verified in one step (speculative decoding). It changes the speed, not the
   * distribution of answers. Default: 4 with a draft model, otherwise 0.
   */
  readonly maxPredictedTokens?: number | undefined;
  /** Small model that predicts tokens. Default: prompt lookup, which works for answers that quote their prompt. */
  readonly draftModel?: DraftModelFile | undefined;
}

/** Holds the grammar, the signal and the answer channel that are made for a submitted request. */
interface Submission {
  readonly constraint: GrammarConstraint | undefined;
  readonly signal: AbortSignal;
  readonly channel: PartChannel<GenerationPart>;
  readonly onStart: (() => void) | undefined;
}

/** Generates text by llama.cpp in this process, through node-llama-cpp. */
export class LlamaEngine implements Engine {
  readonly model: EngineModel;
  readonly #loaded: LoadedModel;
  readonly #predictor: TokenPredictor;
  readonly #tokenizer: LlamaTokenizer;
  readonly #native: NativeContext;
  readonly #scheduler: Scheduler;
  readonly #grammars: GrammarConstraints;
  #closing: Promise<void> | undefined;

  private constructor(loaded: LoadedModel, predictor: TokenPredictor, options: LlamaEngineOptions) {
    this.#loaded = loaded;
    this.#predictor = predictor;
    this.#tokenizer = new LlamaTokenizer(loaded.model);
    this.#grammars = new GrammarConstraints(loaded.llama, loaded.model);
    this.model = describeModel(loaded, this.#tokenizer, options);
    const { context, model, threads } = loaded;
    this.#native = new NativeContext(context, model, threads);
    this.#scheduler = new Scheduler(this.#native, {
      maxQueued: options.maxQueued ?? 64,
      prefillChunk: options.prefillChunk ?? 512,
      maxStepSlowdown: options.maxStepSlowdown ?? 2.5,
      maxPredictedTokens: this.#native.canTruncate ? (options.maxPredictedTokens ?? (options.draftModel ? 4 : 0)) : 0,
      predictor,
      isEnd: (token) => model.isEogToken(token),
    });
  }

  /**
   * Loads the file and makes it ready to generate.
   *
   * @throws {ModelFileError} when it is not a whole GGUF file
   * @throws {ModelTooLargeError} when it needs more memory than is free
   * @throws {ModelLoadError} when the runtime cannot load it
   * @throws {UnsupportedVocabularyError} when its vocabulary cannot be read
   * @throws {IncompatibleDraftModelError} when the draft model has another vocabulary
   */
  static async load(options: LlamaEngineOptions): Promise<LlamaEngine> {
    const { draftModel, contextSize = defaultContextSize, parallel = defaultParallel } = options;
    const reservedMemory = draftModel ? await estimateDraftMemory(draftModel, contextSize, parallel) : 0;
    const loaded = await loadModel({ ...options, reservedMemory });
    let predictor: TokenPredictor = promptLookup;
    try {
      if (draftModel) predictor = await loadDraftModel(draftModel, loaded, options);
      const engine = new LlamaEngine(loaded, predictor, options);
      await engine.#native.warmUp();
      return engine;
    } catch (error) {
      await predictor.dispose();
      await loaded.dispose();
      throw error;
    }
  }

  async *generate(request: GenerationRequest): AsyncIterable<GenerationPart> {
    if (this.#closing) throw new EngineClosedError();
    request.signal?.throwIfAborted();
    const constraint =
      request.grammar === undefined ? undefined : await this.#grammars.constrain(request.grammar, request.shownTokens);
    const left = new AbortController();
    const signal = request.signal ? AbortSignal.any([request.signal, left.signal]) : left.signal;
    const channel = new PartChannel<GenerationPart>();
    this.#submit(request, { constraint, signal, channel, onStart: request.onStart });
    try {
      yield* channel;
    } finally {
      // The caller may leave the loop before the end of the answer.
      left.abort();
    }
  }

  async tokenize(texts: readonly string[]): Promise<readonly EncodedText[]> {
    if (this.#closing) throw new EngineClosedError();
    return texts.map((text) => this.#tokenizer.encode(text));
  }

  async detokenize(sequences: readonly (readonly number[])[]): Promise<readonly string[]> {
    return sequences.map((tokens) => this.#tokenizer.decode(tokens));
  }

  capacity(): EngineCapacity {
    const { active, queued, parallel } = this.#scheduler;
    return { active, queued, parallel, ready: this.#closing === undefined };
  }

  /** Counts the work of all steps so far. */
  get statistics(): Readonly<StepStatistics> {
    return this.#scheduler.statistics;
  }

  async close({ drainMs = 0 }: CloseOptions = {}): Promise<void> {
    this.#closing ??= (async () => {
      await this.#scheduler.drain(drainMs);
      await this.#scheduler.close();
      await this.#predictor.dispose();
      await this.#loaded.dispose();
    })();
    await this.#closing;
  }

  #submit(request: GenerationRequest, { constraint, signal, channel, onStart }: Submission): void {
    const promptTokens = request.prompt.tokens.length;
    const maxTokens = this.#limitAnswer(promptTokens, request.maxTokens);
    const answer = new AnswerText(this.#tokenizer.tokenBytesWith(request.shownTokens), request);
    let cachedPromptTokens = 0;
    let completionTokens = 0;
    let reason: FinishReason = 'stop';
    const usage = (): TokenUsage => ({ promptTokens, cachedPromptTokens, completionTokens });

    this.#scheduler.submit({
      caller: request.caller ?? '',
      tokens: request.prompt.tokens as readonly Token[],
      sampler: toSamplerConfiguration(request.sampling ?? {}, constraint?.banned),
      createGrammarState: constraint?.createState,
      maxTokens,
      topLogits: request.topLogprobs,
      signal,
      onStart: (cached) => {
        cachedPromptTokens = cached;
        onStart?.();
      },
      onToken: (token, logits) => {
        completionTokens++;
        const isOpen = answer.push(token, logits, (part) => channel.push({ ...part, usage: usage() }));
        if (isOpen && completionTokens >= maxTokens) reason = 'length';
        return isOpen && completionTokens < maxTokens;
      },
      onEnd: () => {
        const stopString = answer.end((part) => channel.push({ ...part, usage: usage() }));
        channel.push({ type: 'finish', reason, ...(stopString !== undefined && { stopString }), usage: usage() });
        channel.close();
      },
      onError: (error) => channel.fail(error),
    });
  }

  /**
   * Limits the tokens of an answer to the rest of the context.
   *
   * @throws {InvalidOptionError} when the prompt is empty
   * @throws {ContextOverflowError} when no token is left
   */
  #limitAnswer(promptTokens: number, maxTokens = Infinity): number {
    if (promptTokens === 0) throw new InvalidOptionError('prompt', 'has no tokens', 'send some text');
    // One token stays free: when the context is full, the runtime drops the first tokens.
    const rest = this.model.contextSize - promptTokens - 1;
    if (rest < 1) throw new ContextOverflowError(promptTokens, this.model.contextSize);
    return Math.min(maxTokens, rest);
  }
}

function describeModel(loaded: LoadedModel, tokenizer: LlamaTokenizer, options: LlamaEngineOptions): EngineModel {
  const { model, llama, threads, context } = loaded;
  const { general, tokenizer: stored } = model.fileInfo.metadata;
  const cpu = `cpu (${threads} threads)`;
  return {
    id: options.id ?? toModelId(options.file),
    name: general.name ?? basename(options.file),
    file: options.file,
    architecture: model.architecture,
    precision: toFileTypeName(general.file_type),
    device: llama.gpu === false ? cpu : `${llama.gpu} (${model.gpuLayers} layers), ${cpu}`,
    contextSize: context.contextSize,
    memory: { weights: loaded.memory.weights, context: loaded.memory.context },
    vocabulary: tokenizer.vocabulary,
    chatTemplate: stored?.chat_template,
    defaultSystem: options.defaultSystem,
    defaultSampling: options.defaultSampling,
  };
}
