import { type CallbackManagerForLLMRun, type Callbacks } from '@langchain/core/callbacks/manager';
import { type BaseLanguageModelInput, type StructuredOutputMethodOptions } from '@langchain/core/language_models/base';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
  type LangSmithParams,
} from '@langchain/core/language_models/chat_models';
import { type ChatModelStream } from '@langchain/core/language_models/stream';
import { type ChatModelStreamEvent } from '@langchain/core/language_models/event';
import {
  type AIMessageChunk,
  type BaseMessage,
  type BaseMessageLike,
  coerceMessageLikeToMessage,
} from '@langchain/core/messages';
import { type ChatGenerationChunk, type ChatResult, type LLMResult } from '@langchain/core/outputs';
import { type Runnable, RunnableBinding } from '@langchain/core/runnables';
import { type LogStreamCallbackHandlerInput, type StreamEvent } from '@langchain/core/tracers/log_stream';
import { IterableReadableStream } from '@langchain/core/utils/stream';
import { v7 as uuidv7 } from '@langchain/core/utils/uuid';

import { ConfigurationError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { type RequestContext } from '../../contract/request-context.js';
import { RedactionVault } from '../../redaction/vault.js';
import { CacheWithoutRefusals } from './cache-without-refusals.js';
import { MessageModerator } from '../messages/moderate-messages.js';
import { PromptModerator } from '../messages/moderate-prompt.js';
import { toStreamEvents } from './to-stream-events.js';
import { GatedModel } from './gated-model.js';
import { replaceModel } from './replace-model.js';
import { restoreChunks } from './restore-chunks.js';
import { restoreGenerationChunks, restoreGenerations } from './restore-generations.js';
import { restoreStreamEvents } from './restore-stream-events.js';

/** The model and the moderator of a moderated chat model. */
export interface ModeratedChatModelFields {
  /** Any chat model of LangChain. */
  readonly model: BaseChatModel;
  readonly moderator: Moderator;
  /** Keeps placeholders of redacted text the same within one conversation. Default: one conversation per call. */
  readonly conversationId?: string | undefined;
  /**
   * Keeps the values under a policy with `redaction.mode: restore`, and answers then have placeholders: the owner of the vault restores
   * them. Default: a vault for each call, from which the answer of the call is restored.
   */
  readonly vault?: RedactionVault | undefined;
  /** Remembers moderated messages; shared by models that see the same history. Default: a new one. */
  readonly messageModeration?: MessageModerator | undefined;
}

/** The circumstances of one call, from its prompt to its answer. */
interface ModeratedCall {
  readonly requestId: string;
  readonly vault: RedactionVault;
  /** The answer is restored before any callback could see it, because there is none. */
  readonly isUnobserved?: boolean;
}

/**
 * The call option that carries the circumstances of a call. LangChain removes `runId` from the options of a model, and
 * creates no run without callbacks. A symbol is no part of the key of a cache, nor of a trace.
 */
const callOption = Symbol('call');

type ModeratedCallOptions = Partial<BaseChatModelCallOptions> & { readonly [callOption]?: ModeratedCall };

/** Selects events by name, kind or tag. */
type EventFilter = Omit<LogStreamCallbackHandlerInput, 'autoClose'>;

/**
 * Wraps a chat model so that its input and its output are moderated. Messages are moderated before the model, a
 * callback or a cache sees them. The answer is held until it is moderated, streamed or not. The model is called
 * without the run's callbacks, so that no handler sees text that the gate holds.
 *
 * A stopped text gives an answer with the policy's message, the finish reason `content_filter` and the reason under
 * `response_metadata.moderation`; a stopped input calls no model. Images and sounds are not moderated.
 */
export class ModeratedChatModel extends BaseChatModel {
  static override lc_name(): string {
    return 'ModeratedChatModel';
  }

  override lc_namespace = ['leeward', 'moderation'];

  readonly #fields: ModeratedChatModelFields;
  readonly #prompts: PromptModerator;
  readonly #gated: GatedModel;
  /** The calls of `streamEvents` by their messages: LangChain drops symbols from the options on this way. */
  readonly #eventCalls = new WeakMap<object, ModeratedCall>();

  constructor(fields: ModeratedChatModelFields) {
    const { model, moderator, messageModeration = new MessageModerator(moderator) } = fields;
    // Neither the model nor the moderator is among the arguments that LangChain keeps for serialization and traces.
    super({
      ...(model.cache === undefined ? {} : { cache: new CacheWithoutRefusals(model.cache) }),
      metadata: model.metadata,
    });
    this.#fields = { ...fields, messageModeration };
    this.#prompts = new PromptModerator(moderator, messageModeration);
    this.#gated = new GatedModel(model, moderator, this.#prompts);
    this.disableStreaming = model.disableStreaming;
    if (model.outputVersion !== undefined) this.outputVersion = model.outputVersion;
  }

  override _llmType(): string {
    return 'moderated';
  }

  override get callKeys(): string[] {
    return this.#fields.model.callKeys;
  }

  override get profile(): BaseChatModel['profile'] {
    return this.#fields.model.profile;
  }

  /** Includes the moderator's fingerprint: an answer that was cached under another policy must not be returned. */
  override _identifyingParams(): Record<string, unknown> {
    return {
      ...this.#fields.model._identifyingParams(),
      moderated: this.#fields.model._llmType(),
      moderator: this.#fields.moderator.fingerprint,
    };
  }

  override invocationParams(options?: this['ParsedCallOptions']): unknown {
    return this.#fields.model.invocationParams(options);
  }

  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    return this.#fields.model.getLsParams(options);
  }

  override getNumTokens(content: Parameters<BaseChatModel['getNumTokens']>[0]): Promise<number> {
    return this.#fields.model.getNumTokens(content);
  }

  /** Returns the same model for another conversation. Messages that were moderated for this one are not moderated again. */
  forConversation(conversationId: string): ModeratedChatModel {
    return new ModeratedChatModel({ ...this.#fields, conversationId });
  }

  /** Returns the same model with a vault, whose owner restores its answers. */
  withVault(vault: RedactionVault): ModeratedChatModel {
    return new ModeratedChatModel({ ...this.#fields, vault });
  }

  override async generate(
    messages: BaseMessageLike[][],
    options?: Partial<BaseChatModelCallOptions> | string[],
    callbacks?: Callbacks,
  ): Promise<LLMResult> {
    const callOptions = this.#withCall(Array.isArray(options) ? { stop: options } : options);
    const moderated = await Promise.all(
      messages.map((list) => this.#moderate(list.map(coerceMessageLikeToMessage), callOptions)),
    );
    const result = await super.generate(moderated, callOptions, callbacks);
    // Callbacks and caches keep the generations with placeholders, so the caller gets copies.
    if (this.#isOwner) result.generations = restoreGenerations(result.generations, callOptions[callOption].vault);
    return result;
  }

  override async *_streamIterator(
    input: BaseLanguageModelInput,
    options?: Partial<BaseChatModelCallOptions>,
  ): AsyncGenerator<AIMessageChunk> {
    const messages = BaseChatModel._convertInputToPromptValue(input).toChatMessages();
    const callOptions = this.#withCall({
      [callOption]: typeof input === 'object' ? this.#eventCalls.get(input) : undefined,
      ...options,
    });
    const chunks = super._streamIterator(await this.#moderate(messages, callOptions), callOptions);
    yield* this.#isOwner ? restoreChunks(chunks, callOptions[callOption].vault) : chunks;
  }

  override streamEvents(
    input: BaseLanguageModelInput,
    options: Partial<BaseChatModelCallOptions> & { version: 'v1' | 'v2'; encoding: 'text/event-stream' },
    streamOptions?: EventFilter,
  ): IterableReadableStream<Uint8Array>;
  override streamEvents(
    input: BaseLanguageModelInput,
    options: Partial<BaseChatModelCallOptions> & { version: 'v1' | 'v2' },
    streamOptions?: EventFilter,
  ): IterableReadableStream<StreamEvent>;
  override streamEvents(input: BaseLanguageModelInput, options?: Partial<BaseChatModelCallOptions>): ChatModelStream;
  override streamEvents(
    input: BaseLanguageModelInput,
    options?: Partial<BaseChatModelCallOptions> & { version?: 'v1' | 'v2' },
    streamOptions?: EventFilter,
  ): IterableReadableStream<StreamEvent> | IterableReadableStream<Uint8Array> | ChatModelStream {
    if (options?.version === undefined) return super.streamEvents(input, this.#withCall(options, true));
    const events = this.#events(input, { ...options, version: options.version }, streamOptions);
    return IterableReadableStream.fromAsyncGenerator(events) as IterableReadableStream<StreamEvent>;
  }

  override _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const { callOptions, context } = this.#readOptions(options);
    return this.#gated.generate(messages, callOptions, context);
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { callOptions, context } = this.#readOptions(options);
    for await (const chunk of this.#gated.stream(messages, callOptions, context)) {
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text, { prompt: 0, completion: 0 }, undefined, undefined, undefined, {
        chunk,
      });
    }
  }

  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatModelStreamEvent> {
    const chunks = this._streamResponseChunks(messages, options, runManager);
    const { [callOption]: call } = options as ModeratedCallOptions;
    yield* toStreamEvents(call?.isUnobserved ? restoreGenerationChunks(chunks, call.vault) : chunks);
  }

  /** @throws {ConfigurationError} when the model takes no tools. */
  override bindTools(
    tools: BindToolsInput[],
    kwargs?: Partial<BaseChatModelCallOptions>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, BaseChatModelCallOptions> {
    if (this.#fields.model.bindTools === undefined) {
      if (tools.length > 0)
        throw new ConfigurationError(
          `The model ${this.#fields.model.getName()} takes no tools (it has no bindTools); use a model that supports tool calls.`,
        );
      return new RunnableBinding({ bound: this, config: {}, kwargs: kwargs ?? {} });
    }
    return this.#moderateModelsIn(this.#fields.model.bindTools(tools, kwargs));
  }

  /** @throws {ConfigurationError} when the model builds its structured output in a way that cannot be moderated. */
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    schema: Parameters<BaseChatModel['withStructuredOutput']>[0],
    config?: StructuredOutputMethodOptions<boolean>,
  ): Runnable<BaseLanguageModelInput, Output> {
    const structured = this.#fields.model.withStructuredOutput(schema as never, config as never);
    return this.#moderateModelsIn(structured as unknown as Runnable<BaseLanguageModelInput, Output>);
  }

  /** Moderates the input first, because the first event repeats it. */
  async *#events(
    input: BaseLanguageModelInput,
    options: Partial<BaseChatModelCallOptions> & { version: 'v1' | 'v2'; encoding?: 'text/event-stream' },
    streamOptions: EventFilter | undefined,
  ): AsyncGenerator<StreamEvent | Uint8Array> {
    const messages = BaseChatModel._convertInputToPromptValue(input).toChatMessages();
    const { encoding, ...callOptions } = this.#withCall(options);
    // A list of its own, which identifies the call.
    const moderated = [...(await this.#moderate(messages, callOptions))];
    this.#eventCalls.set(moderated, callOptions[callOption]);
    const events = super.streamEvents(moderated, callOptions, streamOptions);
    const restored = this.#isOwner ? restoreStreamEvents(events, callOptions[callOption].vault) : events;
    const encoder = new TextEncoder();
    // Encoded here and not by LangChain: only objects can be restored.
    for await (const event of restored) {
      yield encoding === undefined ? event : encoder.encode(`event: data\ndata: ${JSON.stringify(event)}\n\n`);
    }
    if (encoding !== undefined) yield encoder.encode('event: end\n\n');
  }

  #moderate(messages: BaseMessage[], options: ModeratedCallOptions): Promise<BaseMessage[]> {
    return this.#prompts.moderate(messages, this.#readOptions(options).context);
  }

  /** Whether this model restores its answers, and not the owner of a given vault. */
  get #isOwner(): boolean {
    return this.#fields.vault === undefined;
  }

  /** Gives a call one vault and one id, for its run and for the verdicts on its prompt and answer. */
  #withCall<Options extends ModeratedCallOptions>(
    options: Options | undefined,
    isUnobserved = false,
  ): Options & { readonly [callOption]: ModeratedCall } {
    const requestId = options?.[callOption]?.requestId ?? options?.runId ?? uuidv7();
    const vault = options?.[callOption]?.vault ?? this.#fields.vault ?? new RedactionVault();
    const call: ModeratedCall = { requestId, vault, isUnobserved: isUnobserved && this.#isOwner };
    return { ...options, runId: requestId, [callOption]: call } as Options & { readonly [callOption]: ModeratedCall };
  }

  #readOptions<Options extends ModeratedCallOptions>(
    options: Options,
  ): { readonly callOptions: Omit<Options, typeof callOption>; readonly context: RequestContext } {
    const { [callOption]: call, ...callOptions } = options;
    const { conversationId } = this.#fields;
    const { requestId = uuidv7(), vault = this.#fields.vault } = call ?? {};
    return { callOptions, context: { requestId, conversationId, vault, signal: options.signal } };
  }

  #moderateModelsIn<Output>(
    runnable: Runnable<BaseLanguageModelInput, Output>,
  ): Runnable<BaseLanguageModelInput, Output> {
    return replaceModel(runnable, (model) => new ModeratedChatModel({ ...this.#fields, model }));
  }
}

/** Wraps a chat model as a `ModeratedChatModel`. A moderated model is returned as it is. */
export function moderatedChatModel(fields: ModeratedChatModelFields): ModeratedChatModel {
  return fields.model instanceof ModeratedChatModel ? fields.model : new ModeratedChatModel(fields);
}
