import { randomUUID } from 'node:crypto';

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

import { ConfigurationError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { type RequestContext } from '../../contract/request-context.js';
import { ModeratedCache } from './moderated-cache.js';
import { MessageModeration } from '../messages/moderate-messages.js';
import { PromptModeration } from '../messages/moderate-prompt.js';
import { toStreamEvents } from './chunk-events.js';
import { toGeneration } from './gate-result.js';
import { GatedModel } from './gated-model.js';
import { refusalChunk } from './refusal.js';
import { replaceModel } from './replace-model.js';

/** What a moderated chat model is made of. */
export interface ModeratedChatModelFields {
  /** Any chat model of LangChain. */
  readonly model: BaseChatModel;
  readonly moderator: Moderator;
  /** Names the conversation: placeholders of redacted text stay the same within one. */
  readonly conversationId?: string | undefined;
  /** Shared by models that see the same history. */
  readonly approval?: MessageModeration | undefined;
}

/** Which events come out: by name, kind or tag. */
type EventFilter = Omit<LogStreamCallbackHandlerInput, 'autoClose'>;

/**
 * A chat model that answers as another one does, and lets nothing pass unseen: messages are judged before the model, a
 * callback or a cache sees them; the answer is held until it was checked, streamed or not. The model is called without the
 * run's callbacks, so that no handler hears what the gate holds.
 *
 * A text that is stopped gives an answer with the policy's message, the finish reason `content_filter` and the facts of the
 * verdict under `response_metadata.moderation`; a stopped input calls no model. Pictures and sounds pass unjudged.
 */
export class ModeratedChatModel extends BaseChatModel {
  static override lc_name(): string {
    return 'ModeratedChatModel';
  }

  override lc_namespace = ['leeward', 'moderation'];

  readonly #model: BaseChatModel;
  readonly #moderator: Moderator;
  readonly #conversationId: string | undefined;
  readonly #approval: MessageModeration;
  readonly #prompts: PromptModeration;
  readonly #gated: GatedModel;

  constructor(fields: ModeratedChatModelFields) {
    const { model, moderator, conversationId } = fields;
    // Neither the model nor the moderator is among the arguments that LangChain keeps for serialisation and traces.
    super({
      ...(model.cache === undefined ? {} : { cache: new ModeratedCache(model.cache) }),
      ...(model.metadata === undefined ? {} : { metadata: model.metadata }),
    });
    this.#model = model;
    this.#moderator = moderator;
    this.#conversationId = conversationId;
    this.#approval = fields.approval ?? new MessageModeration(moderator);
    this.#prompts = new PromptModeration(moderator, this.#approval);
    this.#gated = new GatedModel(model, moderator);
    this.disableStreaming = model.disableStreaming;
    if (model.outputVersion !== undefined) this.outputVersion = model.outputVersion;
  }

  override _llmType(): string {
    return 'moderated';
  }

  override get callKeys(): string[] {
    return this.#model.callKeys;
  }

  override get profile(): BaseChatModel['profile'] {
    return this.#model.profile;
  }

  /** With what the moderator goes by: an answer that was cached when another policy judged it must not come back. */
  override _identifyingParams(): Record<string, unknown> {
    return {
      ...this.#model._identifyingParams(),
      moderated: this.#model._llmType(),
      moderator: this.#moderator.fingerprint,
    };
  }

  override invocationParams(options?: this['ParsedCallOptions']): unknown {
    return this.#model.invocationParams(options);
  }

  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    return this.#model.getLsParams(options);
  }

  override getNumTokens(content: Parameters<BaseChatModel['getNumTokens']>[0]): Promise<number> {
    return this.#model.getNumTokens(content);
  }

  /** The same model for another conversation, with the approvals of this one. */
  forConversation(conversationId: string): ModeratedChatModel {
    return new ModeratedChatModel({
      model: this.#model,
      moderator: this.#moderator,
      conversationId,
      approval: this.#approval,
    });
  }

  override async generate(
    messages: BaseMessageLike[][],
    options?: Partial<BaseChatModelCallOptions> | string[],
    callbacks?: Callbacks,
  ): Promise<LLMResult> {
    const signal = Array.isArray(options) ? undefined : options?.signal;
    const approved = await Promise.all(
      messages.map((list) => this.#approve(list.map(coerceMessageLikeToMessage), signal)),
    );
    return super.generate(approved, options, callbacks);
  }

  override async *_streamIterator(
    input: BaseLanguageModelInput,
    options?: Partial<BaseChatModelCallOptions>,
  ): AsyncGenerator<AIMessageChunk> {
    const messages = BaseChatModel._convertInputToPromptValue(input).toChatMessages();
    yield* super._streamIterator(await this.#approve(messages, options?.signal), options);
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
    if (options?.version === undefined) return super.streamEvents(input, options);
    return IterableReadableStream.fromAsyncGenerator(
      this.#events(input, { ...options, version: options.version }, streamOptions),
    );
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const approved = await this.#approve(messages, options.signal);
    const stopped = this.#prompts.verdictOf(approved);
    if (stopped !== undefined) {
      return { generations: [toGeneration([refusalChunk(this.#moderator.policy, stopped, true)])] };
    }
    return this.#gated.generate(approved, options, this.#factsOf(options.signal));
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for await (const chunk of this.#gatedChunks(messages, options, runManager?.runId)) {
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
    yield* toStreamEvents(this._streamResponseChunks(messages, options, runManager));
  }

  /** @throws {ConfigurationError} when the model takes no tools. */
  override bindTools(
    tools: BindToolsInput[],
    kwargs?: Partial<BaseChatModelCallOptions>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, BaseChatModelCallOptions> {
    if (this.#model.bindTools === undefined) {
      if (tools.length > 0) throw new ConfigurationError(`The model ${this.#model.getName()} takes no tools.`);
      return new RunnableBinding({ bound: this, config: {}, kwargs: kwargs ?? {} });
    }
    return this.#around(this.#model.bindTools(tools, kwargs));
  }

  /** @throws {ConfigurationError} when the model builds its structured output in a way that cannot be moderated. */
  override withStructuredOutput<Output extends Record<string, unknown> = Record<string, unknown>>(
    schema: Parameters<BaseChatModel['withStructuredOutput']>[0],
    config?: StructuredOutputMethodOptions<boolean>,
  ): Runnable<BaseLanguageModelInput, Output> {
    const structured = this.#model.withStructuredOutput(schema as never, config as never);
    return this.#around(structured as unknown as Runnable<BaseLanguageModelInput, Output>);
  }

  /** The first event repeats the input: it must be the approved one. */
  async *#events(
    input: BaseLanguageModelInput,
    options: Partial<BaseChatModelCallOptions> & { version: 'v1' | 'v2' },
    streamOptions: EventFilter | undefined,
  ): AsyncGenerator<never> {
    const messages = BaseChatModel._convertInputToPromptValue(input).toChatMessages();
    const approved = await this.#approve(messages, options.signal);
    for await (const event of super.streamEvents(approved, options, streamOptions)) yield event as never;
  }

  async *#gatedChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runId?: string,
  ): AsyncGenerator<ChatGenerationChunk> {
    const approved = await this.#approve(messages, options.signal);
    const stopped = this.#prompts.verdictOf(approved);
    if (stopped !== undefined) {
      yield refusalChunk(this.#moderator.policy, stopped, true);
      return;
    }
    yield* this.#gated.stream(approved, options, this.#factsOf(options.signal, runId));
  }

  #approve(messages: BaseMessage[], signal: AbortSignal | undefined): Promise<BaseMessage[]> {
    return this.#prompts.approve(messages, this.#factsOf(signal));
  }

  #factsOf(signal: AbortSignal | undefined, requestId: string = randomUUID()): RequestContext {
    return { requestId, conversationId: this.#conversationId, signal };
  }

  #around<Output>(runnable: Runnable<BaseLanguageModelInput, Output>): Runnable<BaseLanguageModelInput, Output> {
    return replaceModel(
      runnable,
      (model) =>
        new ModeratedChatModel({
          model,
          moderator: this.#moderator,
          conversationId: this.#conversationId,
          approval: this.#approval,
        }),
    );
  }
}

/** The moderated form of a chat model; a moderated one stays as it is. */
export function moderatedChatModel(fields: ModeratedChatModelFields): ModeratedChatModel {
  return fields.model instanceof ModeratedChatModel ? fields.model : new ModeratedChatModel(fields);
}
