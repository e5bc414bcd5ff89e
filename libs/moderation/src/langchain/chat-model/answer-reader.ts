import {
  AIMessageChunk,
  type BaseMessageChunk,
  type MessageContent,
  type UsageMetadata,
} from '@langchain/core/messages';
import { type ChatGenerationChunk } from '@langchain/core/outputs';

import { ConfigurationError } from '../../errors/moderation-errors.js';
import { type ToolCallDelta } from '../../streaming/tool-call-buffer.js';
import { isOpaqueId } from '../messages/opaque-id.js';
import { safeMetadata } from '../messages/safe-metadata.js';

/** A piece of an answer that can be gated. */
type AnswerPiece =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'tool-call'; readonly delta: ToolCallDelta };

/** Reads the chunks of one answer. It yields text and tool calls in pieces, and collects everything else. */
export class AnswerReader {
  #id: string | undefined;
  readonly #callIds = new Map<string | number, string>();
  #rest: AIMessageChunk | undefined;
  readonly #generationInfo: Record<string, unknown> = {};

  /** The id of the message; undefined for one that may be a text (see `isOpaqueId`). */
  get id(): string | undefined {
    return this.#id;
  }

  /** Blocks that are neither text nor tool calls, such as reasoning. */
  get otherBlocks(): readonly object[] {
    return Array.isArray(this.#rest?.content) ? this.#rest.content : [];
  }

  /** Metadata of the message that cannot repeat the answer. */
  get responseMetadata(): Record<string, unknown> {
    return this.#rest?.response_metadata ?? {};
  }

  /** Metadata of the generation that cannot repeat the answer. */
  get generationInfo(): Record<string, unknown> {
    return this.#generationInfo;
  }

  get usage(): UsageMetadata | undefined {
    return this.#rest?.usage_metadata;
  }

  /** Finds the id of a tool call by the key of its pieces. */
  callId(key: string | number): string | undefined {
    return this.#callIds.get(key);
  }

  /**
   * @throws {ConfigurationError} when the stream mixes several answers (`n` over 1): their texts cannot be separated.
   */
  async *read(source: AsyncIterable<ChatGenerationChunk>): AsyncGenerator<AnswerPiece> {
    for await (const chunk of source) {
      if (Number(chunk.generationInfo?.['completion'] ?? 0) > 0) {
        throw new ConfigurationError('Several answers in one stream cannot be moderated; ask for one, or call invoke.');
      }
      const { content } = chunk.message;
      const blocks: readonly object[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
      for (const block of blocks) {
        const text = readText(block);
        if (text !== undefined && text !== '') yield { type: 'text', text };
      }
      this.#collect(
        chunk,
        blocks.filter((block) => readText(block) === undefined && !isToolCallBlock(block)),
      );
      yield* this.#readCalls(chunk.message);
    }
  }

  #collect({ message, generationInfo }: ChatGenerationChunk, otherBlocks: readonly object[]): void {
    if (isOpaqueId(message.id ?? '')) this.#id ??= message.id;
    Object.assign(this.#generationInfo, safeMetadata(generationInfo));
    const { usage_metadata } = message as { readonly usage_metadata?: UsageMetadata };
    const part = new AIMessageChunk({
      content: otherBlocks as MessageContent,
      response_metadata: safeMetadata(message.response_metadata),
      ...(safeMetadata({ usage_metadata }) as { readonly usage_metadata?: UsageMetadata }),
    });
    this.#rest = this.#rest === undefined ? part : this.#rest.concat(part);
  }

  *#readCalls(message: BaseMessageChunk): Generator<AnswerPiece> {
    if (!AIMessageChunk.isInstance(message)) return;
    for (const [position, { id, index, name, args }] of (message.tool_call_chunks ?? []).entries()) {
      const key = index ?? id ?? position;
      if (id !== undefined) this.#callIds.set(key, isOpaqueId(id) ? id : `call_${this.#callIds.size}`);
      yield { type: 'tool-call', delta: { key, name, argumentsDelta: args } };
    }
  }
}

function readText(block: object): string | undefined {
  if (!('type' in block) || !('text' in block) || typeof block.text !== 'string') return undefined;
  return block.type === 'text' || block.type === 'text_delta' || block.type === 'output_text' ? block.text : undefined;
}

const toolCallBlocks: ReadonlySet<unknown> = new Set([
  'tool_use',
  'tool_call',
  'tool_call_chunk',
  'input_json_delta',
  'function_call',
  'functionCall',
]);

/**
 * Checks whether a block repeats a tool call, as the blocks of some providers do: the call itself is in
 * `tool_call_chunks`.
 */
function isToolCallBlock(block: object): boolean {
  return 'type' in block && toolCallBlocks.has(block.type);
}
