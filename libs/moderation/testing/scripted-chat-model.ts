import { type CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { type BaseLanguageModelInput } from '@langchain/core/language_models/base';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import {
  assembleStructuredOutputPipeline,
  createFunctionCallingParser,
} from '@langchain/core/language_models/structured_output';
import { AIMessage, AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { type Runnable } from '@langchain/core/runnables';

/** The answer of one call, piece by piece. */
export interface ScriptedTurn {
  readonly pieces: readonly string[];
  readonly toolCalls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly args: Record<string, unknown>;
  }[];
  /** Content blocks beside the text, such as reasoning. */
  readonly blocks?: readonly Record<string, unknown>[];
  /** Thrown after the last piece. */
  readonly failure?: Error;
}

/**
 * Answers with a script, as careless providers do: it repeats the raw text in its metadata, and calls every callback that it can
 * reach.
 */
export class ScriptedChatModel extends BaseChatModel {
  /** The messages of each call. */
  readonly calls: BaseMessage[][] = [];
  wasAborted = false;
  readonly #turns: readonly ScriptedTurn[];
  readonly #streams: boolean;

  constructor(turns: readonly ScriptedTurn[], streams = true) {
    super({});
    this.#turns = turns;
    this.#streams = streams;
  }

  override _llmType(): string {
    return 'scripted';
  }

  override bindTools(
    _tools: BindToolsInput[],
    kwargs?: Partial<BaseChatModelCallOptions>,
  ): Runnable<BaseLanguageModelInput, AIMessageChunk> {
    return this.withConfig(kwargs ?? {}) as Runnable<BaseLanguageModelInput, AIMessageChunk>;
  }

  /** Builds a sequence, as maintained providers do: the base class accepts only chunks. */
  override withStructuredOutput<Output extends Record<string, unknown>>(
    schema: unknown,
  ): Runnable<BaseLanguageModelInput, Output> {
    const parser = createFunctionCallingParser<Output>(schema as never, 'extract');
    return assembleStructuredOutputPipeline(this.bindTools([]), parser) as Runnable<BaseLanguageModelInput, Output>;
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const { pieces, toolCalls = [], blocks = [], failure } = this.#turn(messages);
    if (failure !== undefined) throw failure;
    const text = pieces.join('');
    const content = blocks.length === 0 ? text : [{ type: 'text', text }, ...blocks];
    const metadata = {
      finish_reason: 'stop',
      model_name: 'scripted',
      logprobs: pieces.map((token) => ({ token })),
      raw: { text },
    };
    const message = new AIMessage({
      content: content as never,
      tool_calls: toolCalls.map((call) => ({ ...call, type: 'tool_call' as const })),
      additional_kwargs: { raw: text, tool_calls: toolCalls as never },
      response_metadata: metadata,
      usage_metadata: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
    });
    return { generations: [{ text, message, generationInfo: metadata }], llmOutput: { raw: text } };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    if (!this.#streams) {
      const { generations } = await this._generate(messages);
      for (const { text, message } of generations)
        yield new ChatGenerationChunk({ text, message: new AIMessageChunk({ content: message.content }) });
      return;
    }
    const { pieces, toolCalls = [], blocks = [], failure } = this.#turn(messages);
    for (const text of pieces) {
      if (options.signal?.aborted) {
        this.wasAborted = true;
        return;
      }
      const message = new AIMessageChunk({
        content: text,
        additional_kwargs: { raw: text },
        response_metadata: { logprobs: text },
      });
      yield new ChatGenerationChunk({ text, message, generationInfo: { logprobs: text } });
      await runManager?.handleLLMNewToken(text);
    }
    if (failure !== undefined) throw failure;
    for (const [index, { id, name, args }] of toolCalls.entries()) {
      const written = JSON.stringify(args);
      for (const [position, piece] of [written.slice(0, 3), written.slice(3)].entries()) {
        const call = { type: 'tool_call_chunk' as const, index, args: piece, ...(position === 0 ? { id, name } : {}) };
        yield new ChatGenerationChunk({
          text: '',
          message: new AIMessageChunk({ content: '', tool_call_chunks: [call] }),
        });
      }
    }
    for (const block of blocks) {
      yield new ChatGenerationChunk({ text: '', message: new AIMessageChunk({ content: [block] as never }) });
    }
    const end = new AIMessageChunk({
      content: '',
      response_metadata: { finish_reason: 'stop', model_name: 'scripted', raw: { text: pieces.join('') } },
      usage_metadata: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
    });
    yield new ChatGenerationChunk({ text: '', message: end, generationInfo: { finish_reason: 'stop' } });
  }

  #turn(messages: BaseMessage[]): ScriptedTurn {
    this.calls.push(messages);
    return this.#turns[Math.min(this.calls.length, this.#turns.length) - 1] ?? { pieces: [] };
  }
}
