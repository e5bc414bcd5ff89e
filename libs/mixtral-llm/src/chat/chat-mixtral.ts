import { type CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { type BaseLanguageModelInput, type StructuredOutputMethodOptions } from '@langchain/core/language_models/base';
import { type ChatModelStreamEvent } from '@langchain/core/language_models/event';
import { BaseChatModel, type BindToolsInput, type LangSmithParams } from '@langchain/core/language_models/chat_models';
import { type ModelProfile } from '@langchain/core/language_models/profile';
import { type AIMessageChunk, type BaseMessage, type MessageContent } from '@langchain/core/messages';
import { type ChatGenerationChunk, type ChatResult, type LLMResult } from '@langchain/core/outputs';
import { type Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { type EncodedPrompt, type PromptTemplate } from '@leeward/chat-template';
import { type AnswerPart, toAnswerParts } from '../convert/answer-parts.js';
import { toChoiceRequests } from '../convert/choices.js';
import { AnswerCollector, type CollectedAnswer } from '../convert/collect-answer.js';
import { StandardContent } from '../convert/standard-content.js';
import { toChatResult } from '../convert/to-chat-result.js';
import { toGenerationChunk } from '../convert/to-generation-chunk.js';
import { toLangChainError, withLangChainErrors } from '../convert/to-langchain-error.js';
import { toStreamEvents } from '../convert/to-stream-events.js';
import { type LangChainTokenUsage, sumTokenUsage } from '../convert/usage-and-finish.js';
import { type Engine, type GenerationPart } from '../engine/engine.js';
import { ensureEngine } from '../options/ensure-options.js';
import { chatFields, ensureKnownCallOptions, ensureKnownFields } from '../options/known-options.js';
import {
  answerFormOptionNames,
  ensureOneChoice,
  generationOptionNames,
  mergeGenerationOptions,
  readChoiceCount,
} from '../options/generation-options.js';
import {
  type AnswerFormOptions,
  type ChatMixtralCallOptions,
  type ChatMixtralFields,
} from '../options/option-types.js';
import { withSharedAbort } from '../scheduling/with-shared-abort.js';
import { structuredOutput, type StructuredRunnable } from '../structured-output/structured-output.js';
import { type StructuredSchema } from '../structured-output/structured-target.js';
import { toOpenAiTools } from '../tools/to-tool-definitions.js';
import { toAnswerForm } from './answer-form.js';
import { checkAnswer } from './checked-answer.js';
import { fitMessages, type FittedMessages } from './fit-messages.js';
import { type ChatSettings, toChatSettings, withModelFields, withModelForm } from './chat-settings.js';
import { toChatInvocationParams, toLangSmithParams, toModelProfile } from './model-metadata.js';
import {
  ensureAnswerForm,
  type PreparedRequest,
  preparePrompt,
  prepareRequest,
  prepareRetry,
  toConversation,
} from './prepare-request.js';

/** Room that a conversation leaves for an answer of unknown length. */
const defaultAnswerTokens = 512;

/**
 * Chats through LangChain over an engine. It converts messages to the token ids of the model's template, and the
 * engine's parts to messages. The engine does the rest.
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

  /** Lists settings only. A cache would leak the texts of callers, and callbacks cannot be serialised. */
  override get lc_serializable_keys(): string[] {
    return [
      'model',
      ...generationOptionNames,
      'stop',
      'grammarLimits',
      'streaming',
      'disableStreaming',
      'outputVersion',
    ];
  }

  readonly engine: Engine;
  readonly template: PromptTemplate;
  readonly stop: readonly string[];
  /** Whether `invoke` passes each token to callbacks. */
  readonly streaming: boolean;
  readonly #settings: ChatSettings;

  /**
   * @throws {InvalidOptionError} for a missing engine, or an option that is not known or beyond its bounds
   * @throws {UnsupportedToolError} for a tool or a choice that is not known
   * @throws {UnsupportedSchemaError} for a strict schema that no grammar can enforce
   * @throws {NoChatTemplateError} when the loaded file has no template
   * @throws {TemplateRenderError} of chat-template, when its template is not valid Jinja
   */
  constructor(fields: ChatMixtralFields) {
    const { engine, ...parameters } = fields;
    ensureEngine(engine);
    ensureKnownFields(fields, chatFields);
    // LangChain keeps these arguments for serialisation: they name the model in place of the engine.
    super({ ...parameters, ...{ model: engine.model.id } });
    this.#settings = toChatSettings(fields);
    this.engine = engine;
    this.template = this.#settings.template;
    this.stop = this.#settings.stop;
    const { tool_choice: _, ...form } = this.#settings.form;
    // A choice may be for tools that are bound later.
    ensureAnswerForm(form.tools ? this.#settings.form : form, this.#settings);
    this.streaming = fields.streaming ?? false;
    if (fields.disableStreaming !== undefined) this.disableStreaming = fields.disableStreaming;
  }

  override _llmType(): string {
    return 'mixtral';
  }

  /** Lists no secrets: a model in this process needs no key. */
  override get lc_secrets(): Record<string, string> {
    return {};
  }

  override get callKeys(): string[] {
    return [...super.callKeys, ...generationOptionNames, ...answerFormOptionNames, 'caller'];
  }

  override invocationParams(options?: this['ParsedCallOptions']): Record<string, unknown> {
    return toChatInvocationParams(withModelForm(options ?? {}, this.#settings), this.#settings);
  }

  /** Counts the tokens of a text for the loaded model, without the template around it. Blocks without text count as 0. */
  override async getNumTokens(content: MessageContent): Promise<number> {
    const text =
      typeof content === 'string'
        ? content
        : content.map((block) => (typeof block.text === 'string' ? block.text : '')).join('');
    const [encoded] = await this.engine.tokenize([text]);
    return encoded?.tokens.length ?? 0;
  }

  /** Lists everything that makes two models answer differently, so that caches keep their answers apart. */
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

  /**
   * Adds every option of the call to the cache key. Tools are converted first, because JSON of a tool object leaves its
   * schema out.
   */
  override _getSerializedCacheKeyParametersForCall(
    options: ChatMixtralCallOptions & { config?: RunnableConfig },
  ): string {
    const { tools, signal: _, ...others } = options;
    return super._getSerializedCacheKeyParametersForCall({ ...others, ...(tools && { tools: toOpenAiTools(tools) }) });
  }

  /**
   * Returns a model that may call tools. The arguments in `tool_calls` parse and satisfy the tool's schema; text
   * before the calls is streamed as it is written. Where no grammar can enforce a schema whole, the rest is checked afterwards:
   * `response_metadata.schema` tells whether it is satisfied.
   *
   * @param tools LangChain's tools, their parameters alone, runnables converted to tools, or OpenAI's definitions
   * @param options such as `tool_choice` and `parallel_tool_calls`
   * @throws {UnsupportedToolError} for a tool or a choice that is not known
   * @throws {UnsupportedSchemaError} for a strict tool whose schema no grammar can enforce, by its name
   */
  override bindTools(
    tools: BindToolsInput[],
    options: Partial<ChatMixtralCallOptions> = {},
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, ChatMixtralCallOptions> {
    const bound = { ...options, tools: toOpenAiTools(tools) };
    ensureKnownCallOptions(options, this.callKeys);
    ensureAnswerForm(withModelForm(bound, this.#settings), this.#settings);
    return this.withConfig(bound);
  }

  /**
   * Returns a model that answers with a value of a schema. A grammar enforces the schema while the answer is written; the
   * value is validated and returned once it is whole.
   *
   * @param schema zod, a library with the Standard Schema interfaces, or JSON Schema
   * @param config `method`: `jsonSchema` (default), `functionCalling` (a tool that must be called) or `jsonMode` (any JSON
   *   object, which is validated only); `includeRaw`; `name`; `strict` refuses a schema that no grammar can enforce whole
   * @throws {InvalidOptionError} for a method that is not known
   * @throws {UnsupportedSchemaError} for a strict schema that no grammar can enforce
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
      // The answer is a value, so the tools of the model are left out.
      const bound = { tools: [], tool_choice: 'none', ...options };
      ensureAnswerForm(bound, this.#settings);
      return this.withConfig(bound);
    });
  }

  /** Describes the abilities and limits of the loaded model. */
  override get profile(): ModelProfile {
    return toModelProfile(this.#settings);
  }

  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    return toLangSmithParams(options, this.#settings);
  }

  /**
   * Renders the prompt of a conversation as the model would read it, without generating. For debugging and counting.
   *
   * @throws as `invoke` for messages that the model cannot take
   */
  async renderPrompt(messages: readonly BaseMessage[], options: AnswerFormOptions = {}): Promise<EncodedPrompt> {
    const form = toAnswerForm(withModelForm(options, this.#settings), this.#settings);
    return preparePrompt(toConversation(messages, this.template), form, this.#settings);
  }

  /**
   * Drops the oldest turns of a conversation that is too long for the context. System messages and the last turn stay.
   *
   * @param options with `maxTokens`, the room for the answer, half of the context at most. Default: 512 tokens
   * @returns the indexes of the messages that are kept and dropped
   * @throws {ContextOverflowError} when the system messages and the last turn alone are too long
   * @throws as `invoke` for messages that the model cannot take
   */
  async fitMessages(
    messages: readonly BaseMessage[],
    options: Partial<ChatMixtralCallOptions> = {},
  ): Promise<FittedMessages> {
    const call = this.#toCall(options);
    const { maxTokens = defaultAnswerTokens } = mergeGenerationOptions(call, this.#settings.defaults);
    const form = toAnswerForm(call, this.#settings);
    return fitMessages(messages, { form, settings: this.#settings, answerTokens: maxTokens, signal: call.signal });
  }

  /**
   * Streams the parts of an answer as the engine gives them, with tool calls as raw text. No callback, tracer or cache of
   * LangChain sees them, so that a server can moderate a text before anything else gets it.
   *
   * @throws as `invoke`, but errors of this library are not converted to LangChain's
   */
  async *streamParts(
    messages: readonly BaseMessage[],
    options: Partial<ChatMixtralCallOptions> = {},
  ): AsyncGenerator<GenerationPart> {
    const call = this.#toCall(options);
    this.#ensureOneChoice(call);
    const { request } = await prepareRequest(messages, call, this.#settings);
    yield* this.engine.generate(request);
  }

  /** Streams an answer like `streamParts`, with tool calls separated from its text. @throws as `streamParts` */
  async *streamAnswer(
    messages: readonly BaseMessage[],
    options: Partial<ChatMixtralCallOptions> = {},
  ): AsyncGenerator<AnswerPart> {
    yield* await this.#startAnswer(messages, this.#toCall(options));
  }

  /**
   * Streams `n` answers to one prompt like `streamAnswer`. Each has a stream of its own, which begins when it is read; streams
   * that are read side by side share one evaluation of the prompt.
   *
   * @throws as `streamParts`
   */
  async streamChoices(
    messages: readonly BaseMessage[],
    options: Partial<ChatMixtralCallOptions> = {},
  ): Promise<AsyncGenerator<AnswerPart>[]> {
    return this.#startChoices(messages, this.#toCall(options));
  }

  override async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    const call = this.#toCall(options);
    const collectors: AnswerCollector[] = [];
    const toChunk = this.#createChunkConverter(call);
    const onPart = async (part: AnswerPart): Promise<void> => passToken(toChunk(part), runManager);
    const collect = (parts: AsyncIterable<AnswerPart>, index: number): Promise<CollectedAnswer> => {
      const collector = new AnswerCollector();
      collectors.push(collector);
      // Callbacks can tell the tokens of one answer only.
      const isPassedOn = this.streaming && !this.disableStreaming && index === 0;
      return collector.collect(parts, isPassedOn ? onPart : undefined);
    };
    try {
      const answers = await withSharedAbort(call.signal, async (signal) => {
        const choices = await this.#startChoices(messages, { ...call, signal });
        return Promise.all(choices.map(collect));
      });
      return toChatResult(answers, this.engine.model);
    } catch (error) {
      throw toLangChainError(error, { signal: call.signal, partialMessage: collectors[0]?.partialMessage });
    }
  }

  /** Sums the token usage of the prompts of one `generate`. */
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
    const toChunk = this.#createChunkConverter(options);
    for await (const part of this.#streamWithLangChainErrors(messages, options)) {
      const chunk = toChunk(part);
      if (!chunk) continue;
      yield chunk;
      await passToken(chunk, runManager);
    }
  }

  /** Streams the events of `streamEvents` v3. LangChain passes no run manager here: it informs the callbacks itself. */
  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatModelStreamEvent> {
    yield* toStreamEvents(this.#streamWithLangChainErrors(messages, options), this.engine.model);
  }

  /** Creates a function that converts the parts of one answer, in their order. It returns undefined for a part that adds nothing. */
  #createChunkConverter({
    outputVersion = this.outputVersion,
  }: Partial<ChatMixtralCallOptions>): (part: AnswerPart) => ChatGenerationChunk | undefined {
    const standardContent = outputVersion === 'v1' ? new StandardContent() : undefined;
    return (part) => toGenerationChunk(part, this.engine.model, standardContent?.push(part));
  }

  #streamWithLangChainErrors(
    messages: readonly BaseMessage[],
    options: Partial<ChatMixtralCallOptions>,
  ): AsyncGenerator<AnswerPart> {
    const call = this.#toCall(options);
    return withLangChainErrors(() => this.#startAnswer(messages, call), call.signal);
  }

  async #startAnswer(
    messages: readonly BaseMessage[],
    call: Partial<ChatMixtralCallOptions>,
  ): Promise<AsyncIterable<AnswerPart>> {
    this.#ensureOneChoice(call);
    return this.#answer(await prepareRequest(messages, call, this.#settings));
  }

  async #startChoices(
    messages: readonly BaseMessage[],
    call: Partial<ChatMixtralCallOptions>,
  ): Promise<AsyncGenerator<AnswerPart>[]> {
    const prepared = await prepareRequest(messages, call, this.#settings);
    const count = readChoiceCount(mergeGenerationOptions(call, this.#settings.defaults));
    return toChoiceRequests(prepared.request, count).map((request) => this.#answer({ ...prepared, request }));
  }

  /** Generates an answer, and checks what its grammar does not enforce. */
  #answer(prepared: PreparedRequest): AsyncGenerator<AnswerPart> {
    const { request, syntax, checks, retries, allowRetry } = prepared;
    const parts = toAnswerParts(this.engine.generate(request), syntax);
    if (!checks) return parts;
    const generate = async (attempt: number, tool?: string): Promise<AsyncIterable<AnswerPart>> =>
      toAnswerParts(this.engine.generate(await prepareRetry(prepared, attempt, tool)), syntax);
    return checkAnswer(parts, { checks, retries, allowRetry, generate, signal: request.signal });
  }

  /** Adds the fields of the model to the options of a call. @throws {InvalidOptionError} for an option that is not known */
  #toCall(options: Partial<ChatMixtralCallOptions>): Partial<ChatMixtralCallOptions> {
    ensureKnownCallOptions(options, this.callKeys);
    return withModelFields(options, this.#settings);
  }

  #ensureOneChoice(options: Partial<ChatMixtralCallOptions>): void {
    ensureOneChoice(mergeGenerationOptions(options, this.#settings.defaults));
  }
}

async function passToken(
  chunk: ChatGenerationChunk | undefined,
  runManager: CallbackManagerForLLMRun | undefined,
): Promise<void> {
  if (chunk) await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
}
