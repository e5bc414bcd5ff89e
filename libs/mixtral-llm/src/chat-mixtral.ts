import { type CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { BaseChatModel, type LangSmithParams } from '@langchain/core/language_models/chat_models';
import { type BaseMessage } from '@langchain/core/messages';
import { type ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { type EncodedPrompt, type PromptTemplate } from '@leeward/chat-template';
import { collectAnswer, toChatResult } from './convert/to-ai-message.js';
import { toGenerationChunk } from './convert/to-generation-chunks.js';
import { type Engine, type GenerationPart, type GenerationRequest } from './engine/engine.js';
import {
  type ChatMixtralCallOptions,
  type ChatMixtralFields,
  type GenerationOptions,
  generationOptionNames,
  mergeGenerationOptions,
} from './options.js';
import { langChainErrorsOf } from './convert/to-langchain-error.js';
import { preparePrompt, prepareRequest } from './prepare-request.js';
import { templateFor } from './template-for.js';

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

  readonly engine: Engine;
  readonly template: PromptTemplate;
  readonly stop: readonly string[];
  private readonly defaults: GenerationOptions;

  /** @throws {NoChatTemplateError} when the loaded file has no template that can be used */
  constructor(fields: ChatMixtralFields) {
    const { engine, ...parameters } = fields;
    // The engine stays out of the arguments that LangChain keeps for serialisation.
    super(parameters);
    this.engine = engine;
    this.template = templateFor(engine.model);
    this.stop = fields.stop ?? [];
    this.defaults = mergeGenerationOptions(fields, engine.model.defaultSampling ?? {});
    if (fields.disableStreaming !== undefined) this.disableStreaming = fields.disableStreaming;
  }

  override _llmType(): string {
    return 'mixtral';
  }

  override get callKeys(): string[] {
    return [...super.callKeys, ...generationOptionNames];
  }

  override invocationParams(options?: this['ParsedCallOptions']): Record<string, unknown> {
    return {
      ...mergeGenerationOptions(options ?? {}, this.defaults),
      stop: [...this.stop, ...(options?.stop ?? [])],
    };
  }

  /** What makes two models answer differently, so that caches keep their answers apart. */
  override _identifyingParams(): Record<string, unknown> {
    return { model: this.engine.model.id, template: this.template.version, ...this.invocationParams() };
  }

  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    const { temperature, maxTokens } = mergeGenerationOptions(options, this.defaults);
    return {
      ls_provider: 'leeward',
      ls_model_name: this.engine.model.id,
      ls_model_type: 'chat',
      ...(temperature !== undefined && { ls_temperature: temperature }),
      ...(maxTokens !== undefined && { ls_max_tokens: maxTokens }),
      ...(options.stop && { ls_stop: options.stop }),
    };
  }

  /**
   * The prompt of a conversation as the model would read it, without generating. For debugging and counting.
   *
   * @throws as `invoke` for messages that cannot be expressed
   */
  renderPrompt(messages: readonly BaseMessage[]): Promise<EncodedPrompt> {
    return preparePrompt(messages, this);
  }

  /**
   * The parts of an answer as the engine gives them. No callback, tracer or cache of LangChain sees them, whatever the
   * environment says: for servers that must check a text before anything else gets it.
   *
   * @throws as `invoke`, without LangChain's wrapping
   */
  async *streamParts(messages: readonly BaseMessage[], options: Partial<ChatMixtralCallOptions> = {}): AsyncGenerator<GenerationPart> {
    yield* this.engine.generate(await this.request(messages, options));
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    return langChainErrorsOf(async () => {
      const request = await this.request(messages, options);
      const answer = await collectAnswer(this.engine.generate(request));
      return toChatResult(answer, this.engine.model);
    });
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const request = await langChainErrorsOf(() => this.request(messages, options));
    const parts = this.engine.generate(request)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await langChainErrorsOf(() => parts.next());
        if (next.done) return;
        const chunk = toGenerationChunk(next.value, this.engine.model);
        yield chunk;
        await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
      }
    } finally {
      await parts.return?.();
    }
  }

  private request(messages: readonly BaseMessage[], options: Partial<ChatMixtralCallOptions>): Promise<GenerationRequest> {
    return prepareRequest(messages, {
      engine: this.engine,
      template: this.template,
      generation: mergeGenerationOptions(options, this.defaults),
      stop: [...this.stop, ...(options.stop ?? [])],
      signal: options.signal,
      caller: options.caller,
    });
  }
}
