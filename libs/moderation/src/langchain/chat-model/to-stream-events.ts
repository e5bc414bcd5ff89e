import { type ChatModelStreamEvent, type FinishReason } from '@langchain/core/language_models/event';
import { AIMessageChunk, type ContentBlock } from '@langchain/core/messages';
import { type ChatGenerationChunk } from '@langchain/core/outputs';

/**
 * Converts the chunks of a gated answer to events of the content-block protocol. LangChain's own bridge puts the first
 * tool call into the text block and always ends with the reason `stop`.
 */
export async function* toStreamEvents(
  chunks: AsyncIterable<ChatGenerationChunk>,
): AsyncGenerator<ChatModelStreamEvent> {
  let whole: AIMessageChunk | undefined;
  let text: { readonly index: number; text: string } | undefined;
  let blocks = 0;
  for await (const { message, text: delta } of chunks) {
    if (!AIMessageChunk.isInstance(message)) continue;
    if (whole === undefined) yield { event: 'message-start', id: message.id };
    whole = whole === undefined ? message : whole.concat(message);
    if (delta !== '') {
      if (text === undefined) {
        text = { index: blocks, text: '' };
        blocks += 1;
        yield { event: 'content-block-start', index: text.index, content: { type: 'text', text: '' } };
      }
      text.text += delta;
      yield { event: 'content-block-delta', index: text.index, delta: { type: 'text-delta', text: delta } };
    }
    for (const { id, name, args } of message.tool_call_chunks ?? []) {
      yield* toCallEvents(blocks, { id, name, args: args ?? '' });
      blocks += 1;
    }
    for (const block of Array.isArray(message.content) ? message.content : []) {
      yield { event: 'content-block-start', index: blocks, content: block as ContentBlock };
      yield { event: 'content-block-finish', index: blocks, content: block as ContentBlock };
      blocks += 1;
    }
  }
  if (text !== undefined)
    yield { event: 'content-block-finish', index: text.index, content: { type: 'text', text: text.text } };
  if (whole === undefined) return;
  yield {
    event: 'message-finish',
    reason: toFinishReason(whole),
    usage: whole.usage_metadata,
    responseMetadata: whole.response_metadata,
  };
}

function* toCallEvents(
  index: number,
  call: { readonly id: string | undefined; readonly name: string | undefined; readonly args: string },
): Generator<ChatModelStreamEvent> {
  const { id, name, args } = call;
  const identity = { id, name };
  yield { event: 'content-block-start', index, content: { type: 'tool_call_chunk', ...identity, args: '', index } };
  yield { event: 'content-block-delta', index, delta: { type: 'tool-call-delta', args } };
  yield { event: 'content-block-finish', index, content: toFinishedCall(identity, args) };
}

function toFinishedCall(
  identity: { readonly id: string | undefined; readonly name: string | undefined },
  args: string,
): ContentBlock {
  try {
    return { type: 'tool_call', ...identity, args: JSON.parse(args === '' ? '{}' : args) as unknown };
  } catch {
    return { type: 'invalid_tool_call', ...identity, args, error: 'The arguments are no JSON.' };
  }
}

function toFinishReason(message: AIMessageChunk): FinishReason {
  const metadata = message.response_metadata as Readonly<Record<string, unknown>>;
  const reason = metadata['finish_reason'] ?? metadata['stop_reason'];
  if (reason === 'content_filter') return 'content_filter';
  if (reason === 'length' || reason === 'max_tokens') return 'length';
  return (message.tool_calls?.length ?? 0) > 0 ? 'tool_use' : 'stop';
}
