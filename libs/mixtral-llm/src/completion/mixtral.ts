import { type CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { type BaseLLMCallOptions, type BaseLLMParams, LLM } from '@langchain/core/language_models/llms';
import { type Generation, GenerationChunk, type LLMResult } from '@langchain/core/outputs';
import { toChoiceRequests, sumChoiceUsage } from '../convert/choices.js';
import { completionPrompt } from './completion-prompt.js';
import { toLangChainError } from '../convert/to-langchain-error.js';
import { toLogprobs } from '../convert/to-logprobs.js';
import { sumTokenUsage, toTokenUsage } from '../convert/usage-and-finish.js';
import {
  type ChosenTokenLogprob,
  type Engine,
  type GenerationPart,
  type GenerationRequest,
  type TokenUsage,
} from '../engine/engine.js';
import { ensureEngine, ensureOptions, ensureStop } from '../options/ensure-options.js';
import { choiceCount, ensureOneChoice, joinStop, toEngineOptions } from '../options/generation-options.js';
import {
  type GenerationOptions,
  generationOptionNames,
  mergeGenerationOptions,
  type ModelFields,
} from '../options/options.js';
import { withSharedAbort } from '../scheduling/with-shared-abort.js';

/** What `new Mixtral` takes. */
export interface MixtralFields extends BaseLLMParams, ModelFields {}

/** Options of one call, which win over the model's own. */
export interface MixtralCallOptions extends BaseLLMCallOptions, GenerationOptions {
  /** Who asks: waiting requests of different callers are served in turn. Default: everyone is one caller. */
  readonly caller?: string;
}

/** A completion and what it took. */
interface Completion {
  readonly generation: Generation;
  readonly usage: TokenUsage;
}

/**
 * A model of LangChain that continues a text, without turns and templates: what base models are for.
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

  /** @throws {InvalidOptionError} for a missing engine, or an option that is beyond its bounds */
  constructor(fields: MixtralFields) {
    const { engine, ...parameters } = fields;
    ensureEngine(engine);
    // Among the arguments that LangChain keeps for serialisation, the model's name stands in place of the engine.
    super({ ...parameters, ...{ model: engine.model.id } });
    this.engine = engine;
    this.stop = fields.stop ?? [];
    this.#defaults = mergeGenerationOptions(fields, engine.model.defaultSampling ?? {});
    ensureOptions(this.#defaults, engine.model);
    ensureStop(this.stop);
  }

  override _llmType(): string {
    return 'mixtral-completion';
  }

  /** A model in this process needs no key. */
  override get lc_secrets(): Record<string, string> {
    return {};
  }

  override get callKeys(): string[] {
    return [...super.callKeys, ...generationOptionNames, 'caller'];
  }

  override invocationParams(options?: this['ParsedCallOptions']): Record<string, unknown> {
    return { ...mergeGenerationOptions(options ?? {}, this.#defaults), stop: [...this.stop, ...(options?.stop ?? [])] };
  }

  /** What makes two models answer differently, so that caches keep their answers apart. */
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
   * The parts of a continuation as the engine gives them, past all callbacks, tracers and caches: for servers that must check a
   * text before anything else gets it.
   *
   * @throws as `invoke`, without LangChain's wrapping
   */
  async *streamParts(text: string, options: Partial<MixtralCallOptions> = {}): AsyncGenerator<GenerationPart> {
    ensureOneChoice(mergeGenerationOptions(options, this.#defaults), 'use generate or streamChoices for several');
    yield* this.engine.generate(await this.#request(text, options));
  }

  /**
   * As `streamParts`, for `n` continuations: a stream for each, which begins when it is read. Streams that are read side by side
   * share one evaluation of the text.
   *
   * @throws as `streamParts`
   */
  async streamChoices(
    text: string,
    options: Partial<MixtralCallOptions> = {},
  ): Promise<AsyncIterable<GenerationPart>[]> {
    const count = choiceCount(mergeGenerationOptions(options, this.#defaults));
    return toChoiceRequests(await this.#request(text, options), count).map((request) => this.engine.generate(request));
  }

  override async _call(prompt: string, options: this['ParsedCallOptions']): Promise<string> {
    const { generations } = await this._generate([prompt], options);
    return generations[0]?.[0]?.text ?? '';
  }

  override async _generate(prompts: string[], options: this['ParsedCallOptions']): Promise<LLMResult> {
    try {
      const completions = await withSharedAbort(options.signal, (signal) =>
        Promise.all(prompts.map((prompt) => this.#complete(prompt, { ...options, signal }))),
      );
      const usages = completions.map((choices) => toTokenUsage(sumChoiceUsage(choices.map(({ usage }) => usage))));
      return {
        generations: completions.map((choices) => choices.map(({ generation }) => generation)),
        llmOutput: { tokenUsage: sumTokenUsage(usages) },
      };
    } catch (error) {
      throw toLangChainError(error, { signal: options.signal });
    }
  }

  override async *_streamResponseChunks(
    prompt: string,
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<GenerationChunk> {
    const logprobs: ChosenTokenLogprob[] = [];
    try {
      for await (const part of this.streamParts(prompt, options)) {
        if (part.type === 'text-delta' && part.logprobs) logprobs.push(...part.logprobs);
        const chunk = toChunk(part, logprobs);
        yield chunk;
        await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
      }
    } catch (error) {
      throw toLangChainError(error, { signal: options.signal });
    }
  }

  async #complete(prompt: string, options: Partial<MixtralCallOptions>): Promise<Completion[]> {
    const choices = await this.streamChoices(prompt, options);
    return Promise.all(choices.map(collectCompletion));
  }

  async #request(text: string, options: Partial<MixtralCallOptions>): Promise<GenerationRequest> {
    const { signal, caller } = options;
    const engineOptions = toEngineOptions(mergeGenerationOptions(options, this.#defaults), this.engine.model);
    const stop = joinStop(this.stop, options.stop);
    const prompt = await completionPrompt(text, this.engine, signal);
    return { prompt, ...engineOptions, stop, signal, caller };
  }
}

async function collectCompletion(parts: AsyncIterable<GenerationPart>): Promise<Completion> {
  let text = '';
  const logprobs: ChosenTokenLogprob[] = [];
  for await (const part of parts) {
    if (part.type === 'finish')
      return { generation: { text, generationInfo: finishInfo(part, logprobs) }, usage: part.usage };
    text += part.text;
    if (part.logprobs) logprobs.push(...part.logprobs);
  }
  throw new Error('The engine ended a generation without a finish part.');
}

/** When chunks are added up, what the last one says replaces what others said: so it says all log-probabilities. */
function toChunk(part: GenerationPart, logprobs: readonly ChosenTokenLogprob[]): GenerationChunk {
  if (part.type === 'finish') return new GenerationChunk({ text: '', generationInfo: finishInfo(part, logprobs) });
  return new GenerationChunk({
    text: part.text,
    ...(part.logprobs && { generationInfo: { logprobs: toLogprobs(part.logprobs) } }),
  });
}

function finishInfo(
  { reason, usage }: GenerationPart & { type: 'finish' },
  logprobs: readonly ChosenTokenLogprob[],
): Record<string, unknown> {
  return {
    finish_reason: reason,
    tokenUsage: toTokenUsage(usage),
    cachedPromptTokens: usage.cachedPromptTokens,
    ...(logprobs.length > 0 && { logprobs: toLogprobs(logprobs) }),
  };
}
