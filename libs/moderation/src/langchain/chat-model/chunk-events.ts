import { type ChatModelStreamEvent, type FinishReason } from '@langchain/core/language_models/event';
import { AIMessageChunk, type ContentBlock } from '@langchain/core/messages';
import { type ChatGenerationChunk } from '@langchain/core/outputs';

/**
 * The events of a gated answer, in the content-block protocol. LangChain's own bridge puts the first tool call into the text
 * block and always ends with the reason `stop`.
 */
export async function* toStreamEvents(
  chunks: AsyncIterable<ChatGenerationChunk>,
): AsyncGenerator<ChatModelStreamEvent> {
  let whole: AIMessageChunk | undefined;
  let text: { readonly index: number; text: string } | undefined;
  let blocks = 0;
  for await (const { message, text: delta } of chunks) {
    if (!AIMessageChunk.isInstance(message)) continue;
    if (whole === undefined) yield { event: 'message-start', ...(message.id === undefined ? {} : { id: message.id }) };
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
      yield* callEvents(blocks, { id, name, args: args ?? '' });
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
    reason: reasonOf(whole),
    ...(whole.usage_metadata === undefined ? {} : { usage: whole.usage_metadata }),
    responseMetadata: whole.response_metadata,
  };
}

function* callEvents(
  index: number,
  call: { readonly id: string | undefined; readonly name: string | undefined; readonly args: string },
): Generator<ChatModelStreamEvent> {
  const { id, name, args } = call;
  const identity = { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) };
  yield { event: 'content-block-start', index, content: { type: 'tool_call_chunk', ...identity, args: '', index } };
  yield { event: 'content-block-delta', index, delta: { type: 'tool-call-delta', args } };
  yield { event: 'content-block-finish', index, content: finishedCall(identity, args) };
}

function finishedCall(identity: { readonly id?: string; readonly name?: string }, args: string): ContentBlock {
  try {
    return { type: 'tool_call', ...identity, args: JSON.parse(args === '' ? '{}' : args) as unknown };
  } catch {
    return { type: 'invalid_tool_call', ...identity, args, error: 'The arguments are no JSON.' };
  }
}

function reasonOf(message: AIMessageChunk): FinishReason {
  const metadata = message.response_metadata as Readonly<Record<string, unknown>>;
  const said = metadata['finish_reason'] ?? metadata['stop_reason'];
  if (said === 'content_filter') return 'content_filter';
  if (said === 'length' || said === 'max_tokens') return 'length';
  return (message.tool_calls?.length ?? 0) > 0 ? 'tool_use' : 'stop';
}
