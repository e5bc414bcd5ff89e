import { type CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { type BaseLanguageModelInput, type StructuredOutputMethodOptions } from '@langchain/core/language_models/base';
import { type ChatModelStreamEvent } from '@langchain/core/language_models/event';
import { BaseChatModel, type BindToolsInput, type LangSmithParams } from '@langchain/core/language_models/chat_models';
import { type ModelProfile } from '@langchain/core/language_models/profile';
import { type AIMessageChunk, type BaseMessage, type MessageContent } from '@langchain/core/messages';
import { type ChatGenerationChunk, type ChatResult, type LLMResult } from '@langchain/core/outputs';
import { type Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { type EncodedPrompt, type PromptTemplate } from '@leeward/chat-template';
import { type AnswerPart } from '../convert/answer-parts.js';
import { invocationParams, langSmithParams } from './call-parameters.js';
import { ChatAnswers, type ChatSettings } from './chat-answers.js';
import { collectChoices } from '../convert/collect-choices.js';
import { toChatResult } from '../convert/to-ai-message.js';
import { type LangChainTokenUsage, sumTokenUsage } from '../convert/usage-and-finish.js';
import { toStreamEvents } from '../convert/to-stream-events.js';
import { toGenerationChunks } from '../convert/to-generation-chunks.js';
import { type Engine, type GenerationPart } from '../engine/engine.js';
import {
  type AnswerFormOptions,
  answerFormOptionNames,
  type ChatMixtralCallOptions,
  type ChatMixtralFields,
  generationOptionNames,
  mergeGenerationOptions,
} from '../options/options.js';
import { withLangChainErrors } from '../convert/to-langchain-error.js';
import { ensureEngine, ensureGrammarLimits, ensureOptions, ensureStop } from '../options/ensure-options.js';
import { toModelProfile } from './profile.js';
import { structuredOutput, type StructuredRunnable } from '../structured-output/structured-output.js';
import { type StructuredSchema } from '../structured-output/structured-target.js';
import { chooseTemplate } from './choose-template.js';
import { toOpenAiTools } from '../tools/to-tool-definitions.js';

/**
 * A chat model of LangChain over an engine. It converts messages to the token ids of the model's own template, and parts
 * of the answer to messages; everything else is the engine's.
 *
 * @example
 * const engine = await loadEngine();
 * const model = new ChatMixtral({ engine, temperature: 0 });
 * const answer = await model.invoke('What is the capital of France?');
 */
export class ChatMixtral extends BaseChatModel<ChatMixtralCallOptions> {
  static override lc_name(): string {
    return 'ChatMixtral';
  }

  override lc_namespace = ['leeward', 'chat_models'];
  override lc_serializable = true;

  /** Settings only: a cache holds the texts of callers, and callbacks are no data. */
  override get lc_serializable_keys(): string[] {
    return ['model', ...generationOptionNames, 'stop', 'grammarLimits', 'disableStreaming', 'outputVersion'];
  }

  readonly engine: Engine;
  readonly template: PromptTemplate;
  readonly stop: readonly string[];
  readonly #settings: ChatSettings;
  readonly #answers: ChatAnswers;

  /**
   * @throws {InvalidOptionError} for a missing engine, or an option that is beyond its bounds
   * @throws {NoChatTemplateError} when the loaded file has no template that can be used
   */
  constructor(fields: ChatMixtralFields) {
    const { engine, ...parameters } = fields;
    ensureEngine(engine);
    // Among the arguments that LangChain keeps for serialisation, the model's name stands in place of the engine.
    super({ ...parameters, ...{ model: engine.model.id } });
    this.engine = engine;
    this.template = chooseTemplate(engine.model);
    this.stop = fields.stop ?? [];
    const { grammarLimits } = fields;
    const defaults = mergeGenerationOptions(fields, engine.model.defaultSampling ?? {});
    ensureOptions(defaults, engine.model);
    ensureStop(this.stop);
    ensureGrammarLimits(grammarLimits ?? {});
    this.#settings = { engine, template: this.template, defaults, stop: this.stop, grammarLimits };
    this.#answers = new ChatAnswers(this.#settings);
    if (fields.disableStreaming !== undefined) this.disableStreaming = fields.disableStreaming;
  }

  override _llmType(): string {
    return 'mixtral';
  }

  /** A model in this process needs no key. */
  override get lc_secrets(): Record<string, string> {
    return {};
  }

  override get callKeys(): string[] {
    return [...super.callKeys, ...generationOptionNames, ...answerFormOptionNames, 'caller'];
  }

  override invocationParams(options?: this['ParsedCallOptions']): Record<string, unknown> {
    return invocationParams(options ?? {}, this.#settings);
  }

  /** How many tokens the loaded model makes of a text, without the turns around it. Blocks that hold no text count for nothing. */
  override async getNumTokens(content: MessageContent): Promise<number> {
    const text =
      typeof content === 'string'
        ? content
        : content.map((block) => (typeof block.text === 'string' ? block.text : '')).join('');
    const [encoded] = await this.engine.tokenize([text]);
    return encoded?.tokens.length ?? 0;
  }

  /** What makes two models answer differently, so that caches keep their answers apart. */
  override _identifyingParams(): Record<string, unknown> {
    const { id, precision } = this.engine.model;
    return {
      model: id,
      precision,
      template: this.template.version,
      outputVersion: this.outputVersion,
      ...this.invocationParams(),
    };
  }

  /** With every option of the call, and with tools by what they are made of, since tools as objects all look alike. */
  override _getSerializedCacheKeyParametersForCall(
    options: ChatMixtralCallOptions & { config?: RunnableConfig },
  ): string {
    const { tools, signal: _, ...others } = options;
    return super._getSerializedCacheKeyParametersForCall({ ...others, ...(tools && { tools: toOpenAiTools(tools) }) });
  }

  /**
   * A model that may call tools: LangChain's tools, their parameters alone, runnables made tools, or OpenAI's definitions.
   * Their arguments always parse and validate; what an answer says besides is streamed as it is written.
   *
   * @param options among them `tool_choice` and `parallel_tool_calls`
   * @throws {UnsupportedToolError} for a tool or a choice that is not known
   * @throws {UnsupportedSchemaError} for a tool whose schema cannot be held to, by its name
   */
  override bindTools(
    tools: BindToolsInput[],
    options: Partial<ChatMixtralCallOptions> = {},
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, ChatMixtralCallOptions> {
    const bound = { ...options, tools: toOpenAiTools(tools) };
    this.#answers.check(bound);
    return this.withConfig(bound);
  }

  /**
   * A model that answers with a value of a schema: of zod, of another library with the standard interfaces, or JSON Schema. The
   * answer is held to the schema while it is written, checked, and given once it is whole.
   *
   * @param config `method`: `jsonSchema` (default), `functionCalling` (a tool that must be called), `jsonMode` (any JSON object,
   *   which is only checked); `includeRaw`; `name`. `strict` makes no difference
   * @throws {InvalidOptionError} for a method that is not known
   * @throws {UnsupportedSchemaError} for a schema that cannot be held to
   */
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    schema: StructuredSchema<Output>,
    config?: StructuredOutputMethodOptions<false>,
  ): Runnable<BaseLanguageModelInput, Output>;
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    schema: StructuredSchema<Output>,
    config?: StructuredOutputMethodOptions<true>,
  ): Runnable<BaseLanguageModelInput, { raw: BaseMessage; parsed: Output }>;
  override withStructuredOutput<Output extends Record<string, unknown>>(
    schema: StructuredSchema<Output>,
    config: StructuredOutputMethodOptions<boolean> = {},
  ): StructuredRunnable<Output> {
    return structuredOutput(schema, config, (options) => {
      this.#answers.check(options);
      return this.withConfig(options);
    });
  }

  /** What the loaded file can take and do. */
  override get profile(): ModelProfile {
    return toModelProfile(this.engine.model, this.#settings.defaults.maxTokens);
  }

  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    return langSmithParams(options, this.#settings);
  }

  /**
   * The prompt of a conversation as the model would read it, without generating. For debugging and counting.
   *
   * @throws as `invoke` for messages that cannot be expressed
   */
  async renderPrompt(messages: readonly BaseMessage[], options: AnswerFormOptions = {}): Promise<EncodedPrompt> {
    return this.#answers.prompt(messages, options);
  }

  /**
   * The parts of an answer as the engine gives them, calls of tools as the text that they are. No callback, tracer or cache
   * of LangChain sees them, whatever the environment says: for servers that must check a text before anything else gets it.
   *
   * @throws as `invoke`, without LangChain's wrapping
   */
  streamParts(
    messages: readonly BaseMessage[],
    options: Partial<ChatMixtralCallOptions> = {},
  ): AsyncGenerator<GenerationPart> {
    return this.#answers.parts(messages, options);
  }

  /** As `streamParts`, with the calls of tools told apart from the answer's text. @throws as `streamParts` */
  streamAnswer(
    messages: readonly BaseMessage[],
    options: Partial<ChatMixtralCallOptions> = {},
  ): AsyncGenerator<AnswerPart> {
    return this.#answers.answer(messages, options);
  }

  /**
   * As `streamAnswer`, for `n` answers to one prompt: a stream for each, which begins when it is read. Streams that are read side by
   * side share one evaluation of the prompt.
   *
   * @throws as `streamParts`
   */
  streamChoices(
    messages: readonly BaseMessage[],
    options: Partial<ChatMixtralCallOptions> = {},
  ): Promise<AsyncGenerator<AnswerPart>[]> {
    return this.#answers.choices(messages, options);
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const answers = await collectChoices(options.signal, (signal) =>
      this.#answers.choices(messages, { ...options, signal }),
    );
    return toChatResult(answers, this.engine.model);
  }

  /** What the prompts of one `generate` took together. */
  override _combineLLMOutput(...outputs: (LLMResult['llmOutput'] | undefined)[]): { tokenUsage: LangChainTokenUsage } {
    return {
      tokenUsage: sumTokenUsage(
        outputs.flatMap((output) => (output ? [output['tokenUsage'] as LangChainTokenUsage] : [])),
      ),
    };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const parts = withLangChainErrors(this.#answers.answer(messages, options), options.signal);
    const hasStandardContent = (options.outputVersion ?? this.outputVersion) === 'v1';
    for await (const chunk of toGenerationChunks(parts, this.engine.model, hasStandardContent)) {
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
    }
  }

  /** The events of `streamEvents` v3. Without a run manager: whoever calls this tells the callbacks of the events. */
  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatModelStreamEvent> {
    yield* toStreamEvents(
      withLangChainErrors(this.#answers.answer(messages, options), options.signal),
      this.engine.model,
    );
  }
}
