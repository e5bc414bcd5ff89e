import { AIMessageChunk, type AIMessageChunkFields, type MessageContent } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';

import { type RequestContext } from '../../contract/request-context.js';
import { type BlockVerdict, type ErrorVerdict } from '../../contract/verdict.js';
import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { gateParts } from '../../streaming/gate-stream.js';
import { type ModeratedToolCall } from '../../streaming/tool-call-buffer.js';
import { moderateOrThrow } from '../../values/moderate-or-throw.js';
import { isMedia } from '../messages/content-blocks.js';
import { AnswerReader } from './answer-reader.js';
import { createRefusalChunk } from './refusal.js';

/** The options of `gateChunks`. */
interface GateChunksOptions extends RequestContext {
  /** The user's turn before the answer. */
  readonly precedingText?: string | undefined;
  /** The beginning of the answer, which the caller has already. */
  readonly begunText?: string | undefined;
  /** Called when the gate stops the stream, so that the caller can end the generation. */
  readonly onStop?: (() => void) | undefined;
}

/**
 * Gates an answer of a LangChain model. It yields text as soon as it is moderated. At the end it yields whole tool
 * calls, and then other blocks with text (reasoning, blocks of one provider). Metadata that may repeat the answer is
 * left out. A stopped answer ends with the finish reason `content_filter`.
 * @throws {ConfigurationError} when one stream mixes several answers (`n` over 1).
 */
export async function* gateChunks(
  source: AsyncIterable<ChatGenerationChunk>,
  moderator: Moderator,
  options: GateChunksOptions,
): AsyncGenerator<ChatGenerationChunk> {
  const { requestId, conversationId, signal, vault, precedingText, begunText } = options;
  const reader = new AnswerReader();
  let isEmpty = true;
  const gated = gateParts(reader.read(source), moderator, {
    requestId,
    conversationId,
    signal,
    vault,
    precedingText,
    begunText,
    readText: (piece) => (piece.type === 'text' ? piece.text : undefined),
    readToolCall: (piece) => (piece.type === 'tool-call' ? piece.delta : undefined),
  });
  const stop = (verdict: BlockVerdict | ErrorVerdict): ChatGenerationChunk =>
    createLastChunk(reader, [], withoutFinish).concat(createRefusalChunk(moderator.policy, verdict, isEmpty));
  const calls: ModeratedToolCall[] = [];
  for await (const event of gated) {
    if (event.type === 'stop') {
      options.onStop?.();
      yield stop(event.verdict);
      return;
    }
    if (event.type === 'tool-call') calls.push(event.call);
    if (event.type !== 'text-delta') continue;
    isEmpty = false;
    yield toChunk({ content: event.text, id: reader.id });
  }
  let otherBlocks: readonly object[];
  try {
    otherBlocks = await moderateBlocks(reader.otherBlocks, moderator, options);
  } catch (error) {
    if (!ContentRefusedError.isInstance(error)) throw error;
    yield stop(error.verdict);
    return;
  }
  for (const [index, { key, name, arguments: args }] of calls.entries()) {
    const call = { type: 'tool_call_chunk' as const, index, name, args, id: reader.callId(key) };
    yield toChunk({ content: '', tool_call_chunks: [call], id: reader.id });
  }
  yield createLastChunk(reader, otherBlocks);
}

/**
 * Moderates blocks that are neither text nor tool calls. Media blocks are kept unmoderated: this library moderates
 * only text.
 */
async function moderateBlocks(
  blocks: readonly object[],
  moderator: Moderator,
  { requestId, conversationId, signal, vault, precedingText }: GateChunksOptions,
): Promise<readonly object[]> {
  const readable = blocks.filter((block) => !isMedia(block));
  if (readable.length === 0) return blocks;
  const location = { stage: 'output', role: 'assistant', path: 'content' } as const;
  const input = { ...location, requestId, conversationId, precedingText, value: readable };
  return [...(await moderateOrThrow(moderator, input, { signal, vault })), ...blocks.filter(isMedia)];
}

/** Creates the chunk that ends an answer, with its other blocks, its usage and its metadata. */
function createLastChunk(
  reader: AnswerReader,
  blocks: readonly object[],
  select = (metadata: Record<string, unknown>): Record<string, unknown> => metadata,
): ChatGenerationChunk {
  return toChunk(
    {
      content: blocks.length === 0 ? '' : (blocks as MessageContent),
      id: reader.id,
      response_metadata: select(reader.responseMetadata),
      usage_metadata: reader.usage,
    },
    select(reader.generationInfo),
  );
}

/** Removes the finish reason of the model: a stopped answer has the reason `content_filter`. */
function withoutFinish(metadata: Record<string, unknown>): Record<string, unknown> {
  const { finish_reason: _finish, stop_reason: _stop, done_reason: _done, ...others } = metadata;
  return others;
}

function toChunk(fields: AIMessageChunkFields, generationInfo?: Record<string, unknown>): ChatGenerationChunk {
  const text = typeof fields.content === 'string' ? fields.content : '';
  return new ChatGenerationChunk({ text, message: new AIMessageChunk(fields), generationInfo });
}
