import { type EncodedText } from '@leeward/chat-template';
import { type Token } from 'node-llama-cpp';
import { ContextOverflowError, EngineClosedError } from '../../errors/index.js';
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
import { PartChannel } from '../part-channel.js';
import { AnswerText } from './text/answer-text.js';
import { fileTypeName } from './model-file/file-type-name.js';
import { LlamaTokenizer } from './text/llama-tokenizer.js';
import { type GrammarConstraint, GrammarConstraints } from './grammar/grammar-constraints.js';
import { type TokenPredictor } from './scheduler/token-predictor.js';
import { type DraftModelFile, draftModelMemory, loadDraftModel } from './speculative/load-draft-model.js';
import {
  defaultContextSize,
  defaultParallel,
  type LoadedModel,
  type LoadOptions,
  loadModel,
} from './model/load-model.js';
import { NativeContext } from './native/native-context.js';
import { promptLookup } from './speculative/prompt-lookup.js';
import { samplerConfiguration } from './native/sampler-configuration.js';
import { Scheduler, type StepStatistics } from './scheduler/scheduler.js';

export interface LlamaEngineOptions extends LoadOptions {
  /** Name for the model in answers. Default: the file's name without `.gguf`. */
  readonly id?: string | undefined;
  /** System text for conversations that have none, instead of the template's own. */
  readonly defaultSystem?: string | undefined;
  /** Sampling for what a request leaves open. */
  readonly defaultSampling?: SamplingOptions | undefined;
  /** Requests that may wait for a sequence before `QueueFullError`. Default 64. */
  readonly maxQueued?: number | undefined;
  /** Prompt tokens evaluated in one step while answers are being written, at most. Default 512. */
  readonly prefillChunk?: number | undefined;
  /**
   * How much longer a step may become by prompts than one that only writes answers, as a factor above 1: how far a long prompt slows
   * the others' streams down. Default 2.5.
   */
  readonly longestStall?: number | undefined;
  /**
   * Tokens that are guessed and checked in the same step, for each answer. Changes the speed, not what is sampled. Default: 4 with
   * a draft model, else 0.
   */
  readonly lookAhead?: number | undefined;
  /** A small model that guesses. Default: what stands in the text so far is guessed, which is right for answers that quote their prompt. */
  readonly draftModel?: DraftModelFile | undefined;
}

/** What a request becomes, besides itself, when it is submitted. */
interface Submission {
  readonly constraint: GrammarConstraint | undefined;
  readonly signal: AbortSignal;
  readonly channel: PartChannel<GenerationPart>;
  readonly onStart: (() => void) | undefined;
}

/** llama.cpp in this process, through node-llama-cpp. */
export class LlamaEngine implements Engine {
  readonly model: EngineModel;
  readonly #tokenizer: LlamaTokenizer;
  readonly #native: NativeContext;
  readonly #scheduler: Scheduler;
  readonly #grammars: GrammarConstraints;
  #closing: Promise<void> | undefined;

  readonly #loaded: LoadedModel;
  readonly #guesser: TokenPredictor;

  private constructor(loaded: LoadedModel, guesser: TokenPredictor, options: LlamaEngineOptions) {
    this.#loaded = loaded;
    this.#guesser = guesser;

    this.#tokenizer = new LlamaTokenizer(loaded.model);
    this.#grammars = new GrammarConstraints(loaded.llama, loaded.model);
    this.model = describeModel(loaded, this.#tokenizer, options);
    const { context, model, threads } = loaded;
    this.#native = new NativeContext(context, model, threads);
    this.#scheduler = new Scheduler(this.#native, {
      maxQueued: options.maxQueued ?? 64,
      prefillChunk: options.prefillChunk ?? 512,
      longestStall: options.longestStall ?? 2.5,
      lookAhead: this.#native.canTruncate ? (options.lookAhead ?? (options.draftModel ? 4 : 0)) : 0,
      guesser,
      isEnd: (token) => model.isEogToken(token),
    });
  }

  /**
   * Loads the file and makes it ready to generate.
   *
   * @throws {ModelLoadError} when the file cannot be loaded
   * @throws {UnsupportedVocabularyError} when its vocabulary cannot be read
   * @throws {IncompatibleDraftModelError} when the draft model is of another vocabulary
   */
  static async load(options: LlamaEngineOptions): Promise<LlamaEngine> {
    const { draftModel, contextSize = defaultContextSize, parallel = defaultParallel } = options;
    const reservedMemory = draftModel ? await draftModelMemory(draftModel, contextSize, parallel) : 0;
    const loaded = await loadModel({ ...options, reservedMemory });
    let guesser: TokenPredictor = promptLookup;
    try {
      if (draftModel) guesser = await loadDraftModel(draftModel, loaded, options);
      const engine = new LlamaEngine(loaded, guesser, options);
      await engine.#native.warmUp();
      return engine;
    } catch (error) {
      await guesser.dispose();
      await loaded.dispose();
      throw error;
    }
  }

  /** @param hooks.onStart called when the request leaves the queue */
  async *generate(request: GenerationRequest, hooks: { onStart?: () => void } = {}): AsyncIterable<GenerationPart> {
    if (this.#closing) throw new EngineClosedError();
    request.signal?.throwIfAborted();
    const constraint =
      request.grammar === undefined ? undefined : await this.#grammars.constrain(request.grammar, request.shownTokens);
    const leave = new AbortController();
    const signal = request.signal ? AbortSignal.any([request.signal, leave.signal]) : leave.signal;
    const channel = new PartChannel<GenerationPart>();
    this.#submit(request, { constraint, signal, channel, onStart: hooks.onStart });
    try {
      yield* channel;
    } finally {
      // The caller may leave in the middle of the answer.
      leave.abort();
    }
  }

  async tokenize(texts: readonly string[]): Promise<readonly EncodedText[]> {
    if (this.#closing) throw new EngineClosedError();
    return texts.map((text) => this.#tokenizer.encode(text));
  }

  async detokenize(runs: readonly (readonly number[])[]): Promise<readonly string[]> {
    return runs.map((tokens) => this.#tokenizer.decode(tokens));
  }

  capacity(): EngineCapacity {
    const { active, queued, parallel } = this.#scheduler;
    return { active, queued, parallel, ready: this.#closing === undefined };
  }

  /** What the steps so far have done. */
  get statistics(): Readonly<StepStatistics> {
    return this.#scheduler.statistics;
  }

  async close({ drainMs = 0 }: CloseOptions = {}): Promise<void> {
    this.#closing ??= (async () => {
      await this.#scheduler.drain(drainMs);
      await this.#scheduler.close();
      await this.#guesser.dispose();
      await this.#loaded.dispose();
    })();
    await this.#closing;
  }

  #submit(request: GenerationRequest, { constraint, signal, channel, onStart }: Submission): void {
    const promptTokens = request.prompt.tokens.length;
    const maxTokens = this.#roomForAnswer(promptTokens, request.maxTokens);
    const answer = new AnswerText(this.#tokenizer.tokenBytesShowing(request.shownTokens), request);
    let cachedPromptTokens = 0;
    let completionTokens = 0;
    let reason: FinishReason = 'stop';
    const usage = (): TokenUsage => ({ promptTokens, cachedPromptTokens, completionTokens });

    this.#scheduler.submit({
      caller: request.caller ?? '',
      tokens: request.prompt.tokens as readonly Token[],
      sampler: samplerConfiguration(request.sampling ?? {}, constraint?.banned),
      beginGrammar: constraint?.begin,
      room: maxTokens,
      topLogits: request.topLogprobs,
      signal,
      onStart: (cached) => {
        cachedPromptTokens = cached;
        onStart?.();
      },
      onToken: (token, logits) => {
        completionTokens++;
        const goesOn = answer.push(token, logits, (part) => channel.push({ ...part, usage: usage() }));
        if (goesOn && completionTokens >= maxTokens) reason = 'length';
        return goesOn && completionTokens < maxTokens;
      },
      onEnd: () => {
        answer.end((part) => channel.push({ ...part, usage: usage() }));
        channel.push({ type: 'finish', reason, usage: usage() });
        channel.close();
      },
      onError: (error) => channel.fail(error),
    });
  }

  /** Tokens that the answer may have: what was asked for, at most what the context holds after the prompt. */
  #roomForAnswer(promptTokens: number, wanted = Infinity): number {
    // One place stays free: the runtime shifts a full context, and would forget the beginning.
    const room = this.model.contextSize - promptTokens - 1;
    if (room < 1 || promptTokens === 0) throw new ContextOverflowError(promptTokens, this.model.contextSize);
    return Math.min(wanted, room);
  }
}

function describeModel(loaded: LoadedModel, tokenizer: LlamaTokenizer, options: LlamaEngineOptions): EngineModel {
  const { model, llama, threads, context } = loaded;
  const { general, tokenizer: stored } = model.fileInfo.metadata;
  const fileName = options.file.split(/[\\/]/).at(-1) ?? options.file;
  const cpu = `cpu (${threads} threads)`;
  return {
    id: options.id ?? fileName.replace(/\.gguf$/i, ''),
    name: general.name ?? fileName,
    file: options.file,
    architecture: model.architecture,
    precision: fileTypeName(general.file_type),
    device: llama.gpu === false ? cpu : `${llama.gpu} (${model.gpuLayers} layers), ${cpu}`,
    contextSize: context.contextSize,
    memory: { weights: loaded.memory.weights, context: loaded.memory.context },
    vocabulary: tokenizer.vocabulary,
    ...(options.defaultSystem !== undefined && { defaultSystem: options.defaultSystem }),
    ...(options.defaultSampling !== undefined && { defaultSampling: options.defaultSampling }),
    ...(stored?.chat_template !== undefined && { chatTemplate: stored.chat_template }),
  };
}
