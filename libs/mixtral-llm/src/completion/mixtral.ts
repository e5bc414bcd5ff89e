import { type CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { type BaseLLMCallOptions, type BaseLLMParams, LLM } from '@langchain/core/language_models/llms';
import { type Generation, GenerationChunk, type LLMResult } from '@langchain/core/outputs';
import { sumChoiceUsage, toChoiceRequests } from '../convert/choices.js';
import { AnswerCollector, type CollectedAnswer } from '../convert/collect-answer.js';
import { toLangChainError } from '../convert/to-langchain-error.js';
import { toLogprobs } from '../convert/to-logprobs.js';
import { sumTokenUsage, toTokenUsage } from '../convert/usage-and-finish.js';
import { type ChosenTokenLogprob, type Engine, type GenerationPart, type GenerationRequest } from '../engine/engine.js';
import { type CallLimits, ensureCallLimits, joinLimits } from '../options/call-limits.js';
import { ensureEngine } from '../options/ensure-options.js';
import {
  ensureOneChoice,
  generationOptionNames,
  joinStop,
  mergeGenerationOptions,
  readChoiceCount,
  toEngineOptions,
  toInvocationParams,
  toModelDefaults,
} from '../options/generation-options.js';
import { completionFields, ensureKnownCallOptions, ensureKnownFields } from '../options/known-options.js';
import { type CallOptions, type GenerationOptions, type ModelFields } from '../options/option-types.js';
import { withSharedAbort } from '../scheduling/with-shared-abort.js';
import { encodeCompletionPrompt } from './completion-prompt.js';

/** Describes the fields of `new Mixtral`. */
export interface MixtralFields extends BaseLLMParams, ModelFields {}

/** Describes the options of one call, which win over the model's own. */
export interface MixtralCallOptions extends BaseLLMCallOptions, CallOptions {}

/**
 * Continues a text through LangChain over an engine, without turns and templates. Base models are made for this.
 *
 * @example
 * const model = new Mixtral({ engine, maxTokens: 20 });
 * const continuation = await model.invoke('Hallo mijn naam is');
 */
export class Mixtral extends LLM<MixtralCallOptions> {
  static override lc_name(): string {
    return 'Mixtral';
  }

  override lc_namespace = ['leeward', 'llms'];
  override lc_serializable = true;

  readonly engine: Engine;
  readonly stop: readonly string[];
  readonly #defaults: GenerationOptions;
  readonly #limits: CallLimits;
  readonly #caller: string | undefined;

  /** @throws {InvalidOptionError} for a missing engine, or an option that is not known or beyond its bounds */
  constructor(fields: MixtralFields) {
    const { engine, ...parameters } = fields;
    ensureEngine(engine);
    ensureKnownFields(fields, completionFields);
    // LangChain keeps these arguments for serialisation: they name the model in place of the engine.
    super({ ...parameters, ...{ model: engine.model.id } });
    this.engine = engine;
    this.stop = fields.stop ?? [];
    this.#defaults = toModelDefaults(fields);
    this.#limits = { signal: fields.signal, timeout: fields.timeout };
    this.#caller = fields.caller;
    ensureCallLimits(this.#limits);
  }

  override _llmType(): string {
    return 'mixtral-completion';
  }

  /** Lists no secrets: a model in this process needs no key. */
  override get lc_secrets(): Record<string, string> {
    return {};
  }

  override get callKeys(): string[] {
    return [...super.callKeys, ...generationOptionNames, 'caller'];
  }

  override invocationParams(options?: this['ParsedCallOptions']): Record<string, unknown> {
    return { ...toInvocationParams(options ?? {}, this.#defaults, this.stop) };
  }

  /** Lists everything that makes two models answer differently, so that caches keep their answers apart. */
  override _identifyingParams(): Record<string, unknown> {
    const { id, precision } = this.engine.model;
    return { model: id, precision, ...this.invocationParams() };
  }

  override _getSerializedCacheKeyParametersForCall({
    signal: _,
    ...options
  }: Parameters<LLM['_getSerializedCacheKeyParametersForCall']>[0]): string {
    return super._getSerializedCacheKeyParametersForCall(options);
  }

  /**
   * Streams the parts of a continuation as the engine gives them. No callback, tracer or cache of LangChain sees them, so
   * that a server can moderate a text before anything else gets it.
   *
   * @throws as `invoke`, but errors of this library are not converted to LangChain's
   */
  async *streamParts(text: string, options: Partial<MixtralCallOptions> = {}): AsyncGenerator<GenerationPart> {
    yield* this.#startStream(text, this.#toCall(options));
  }

  /**
   * Streams `n` continuations like `streamParts`. Each has a stream of its own, which begins when it is read; streams that
   * are read side by side share one evaluation of the text.
   *
   * @throws as `streamParts`
   */
  async streamChoices(
    text: string,
    options: Partial<MixtralCallOptions> = {},
  ): Promise<AsyncIterable<GenerationPart>[]> {
    return this.#startChoices(text, this.#toCall(options));
  }

  override async _call(prompt: string, options: this['ParsedCallOptions']): Promise<string> {
    const { generations } = await this._generate([prompt], options);
    return generations[0]?.[0]?.text ?? '';
  }

  override async _generate(prompts: string[], options: this['ParsedCallOptions']): Promise<LLMResult> {
    const call = this.#toCall(options);
    try {
      const completions = await withSharedAbort(call.signal, (signal) =>
        Promise.all(prompts.map((prompt) => this.#complete(prompt, { ...call, signal }))),
      );
      const usages = completions.map((choices) => toTokenUsage(sumChoiceUsage(choices.map(({ usage }) => usage))));
      return {
        generations: completions.map((choices) => choices.map(toGeneration)),
        llmOutput: { tokenUsage: sumTokenUsage(usages) },
      };
    } catch (error) {
      throw toLangChainError(error, { signal: call.signal });
    }
  }

  override async *_streamResponseChunks(
    prompt: string,
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<GenerationChunk> {
    const logprobs: ChosenTokenLogprob[] = [];
    const call = this.#toCall(options);
    try {
      for await (const part of this.#startStream(prompt, call)) {
        if (part.type === 'text-delta' && part.logprobs) logprobs.push(...part.logprobs);
        const chunk = toChunk(part, logprobs);
        yield chunk;
        await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
      }
    } catch (error) {
      throw toLangChainError(error, { signal: call.signal });
    }
  }

  /** Adds the fields of the model to the options of a call. @throws {InvalidOptionError} for an option that is not known */
  #toCall(options: Partial<MixtralCallOptions>): Partial<MixtralCallOptions> {
    ensureKnownCallOptions(options, this.callKeys);
    const { signal, timeout, ...others } = options;
    const joined = joinLimits(this.#limits, { signal, timeout });
    return { ...others, caller: options.caller ?? this.#caller, signal: joined };
  }

  async *#startStream(text: string, call: Partial<MixtralCallOptions>): AsyncGenerator<GenerationPart> {
    ensureOneChoice(mergeGenerationOptions(call, this.#defaults));
    yield* this.engine.generate(await this.#request(text, call));
  }

  async #startChoices(text: string, call: Partial<MixtralCallOptions>): Promise<AsyncIterable<GenerationPart>[]> {
    const count = readChoiceCount(mergeGenerationOptions(call, this.#defaults));
    return toChoiceRequests(await this.#request(text, call), count).map((request) => this.engine.generate(request));
  }

  async #complete(prompt: string, call: Partial<MixtralCallOptions>): Promise<CollectedAnswer[]> {
    const choices = await this.#startChoices(prompt, call);
    return Promise.all(choices.map((parts) => new AnswerCollector().collect(parts)));
  }

  async #request(text: string, options: Partial<MixtralCallOptions>): Promise<GenerationRequest> {
    const { signal, caller } = options;
    const engineOptions = toEngineOptions(mergeGenerationOptions(options, this.#defaults), this.engine.model);
    const stop = joinStop(this.stop, options.stop);
    const prompt = await encodeCompletionPrompt(text, this.engine, signal);
    return { prompt, ...engineOptions, stop, signal, caller };
  }
}

function toGeneration({ text, logprobs = [], ...finish }: CollectedAnswer): Generation {
  return { text, generationInfo: toGenerationInfo(finish, logprobs) };
}

/** Converts a part. The last chunk repeats all log-probabilities: when chunks are added up, it replaces those before. */
function toChunk(part: GenerationPart, logprobs: readonly ChosenTokenLogprob[]): GenerationChunk {
  if (part.type === 'finish')
    return new GenerationChunk({ text: '', generationInfo: toGenerationInfo(part, logprobs) });
  return new GenerationChunk({
    text: part.text,
    ...(part.logprobs && { generationInfo: { logprobs: toLogprobs(part.logprobs) } }),
  });
}

function toGenerationInfo(
  { reason, usage }: Pick<CollectedAnswer, 'reason' | 'usage'>,
  logprobs: readonly ChosenTokenLogprob[],
): Record<string, unknown> {
  return {
    finish_reason: reason,
    tokenUsage: toTokenUsage(usage),
    cachedPromptTokens: usage.cachedPromptTokens,
    ...(logprobs.length > 0 && { logprobs: toLogprobs(logprobs) }),
  };
}
