import { type CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { type BaseLanguageModelInput } from '@langchain/core/language_models/base';
import { BaseChatModel, type BaseChatModelCallOptions } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { type Runnable } from '@langchain/core/runnables';

/** The answer of a model to a conversation. */
export interface RuleAnswer {
  readonly pieces: readonly string[];
  readonly toolCalls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly args: Record<string, unknown>;
  }[];
}

/** Answers by a rule, piece by piece, so that tests which share a server do not disturb each other. */
export class RuleChatModel extends BaseChatModel {
  readonly #rule: (messages: readonly BaseMessage[]) => RuleAnswer;

  constructor(rule: (messages: readonly BaseMessage[]) => RuleAnswer) {
    super({});
    this.#rule = rule;
  }

  override _llmType(): string {
    return 'rule';
  }

  override bindTools(
    _tools: unknown[],
    kwargs?: Partial<BaseChatModelCallOptions>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk> {
    return this.withConfig(kwargs ?? {}) as Runnable<BaseLanguageModelInput, AIMessageChunk>;
  }

  override _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const { pieces, toolCalls = [] } = this.#rule(messages);
    const text = pieces.join('');
    const calls = toolCalls.map((call) => ({ ...call, type: 'tool_call' as const }));
    return Promise.resolve({ generations: [{ text, message: new AIMessage({ content: text, tool_calls: calls }) }] });
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { pieces, toolCalls = [] } = this.#rule(messages);
    for (const text of pieces) {
      options.signal?.throwIfAborted();
      const chunk = new ChatGenerationChunk({ text, message: new AIMessageChunk(text) });
      yield chunk;
      await runManager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    }
    for (const [index, { id, name, args }] of toolCalls.entries()) {
      const call = { type: 'tool_call_chunk' as const, index, id, name, args: JSON.stringify(args) };
      const message = new AIMessageChunk({ content: '', tool_call_chunks: [call] });
      const chunk = new ChatGenerationChunk({ text: '', message });
      yield chunk;
      await runManager?.handleLLMNewToken('', undefined, undefined, undefined, undefined, { chunk });
    }
  }
}
