import { AIMessageChunk, type ContentBlock, type ToolCallChunk } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import { type AnswerPart } from './answer-parts.js';
import { type EngineModel } from '../engine/engine.js';
import { StandardContent } from './standard-content.js';
import { toLogprobs } from './to-logprobs.js';
import { toResponseMetadata, toUsageMetadata } from './usage-and-finish.js';

/**
 * What follows the arguments of a call that was cut off. LangChain completes unfinished JSON when it adds chunks up, and so
 * would make half a call; after this, nothing reads as JSON, within a string or without, so the call stays invalid.
 */
export const cutOffMark = '""…';

/** An answer as the chunks of LangChain's streams. @param hasStandardContent whether LangChain's standard content is asked for */
export async function* toGenerationChunks(
  parts: AsyncIterable<AnswerPart>,
  model: EngineModel,
  hasStandardContent: boolean,
): AsyncGenerator<ChatGenerationChunk> {
  const standardContent = hasStandardContent ? new StandardContent() : undefined;
  for await (const part of parts) {
    const chunk = toGenerationChunk(part, model, standardContent?.blocksOf(part));
    if (chunk) yield chunk;
  }
}

/**
 * One part of an answer as a LangChain chunk. Usage comes with the last one only, and log-probabilities with the part that ends
 * their tokens, since chunks are summed.
 *
 * @param standardContent the blocks that the part adds, in place of text, when standard content is asked for
 * @returns undefined for a part that says nothing new, such as the end of a call
 */
function toGenerationChunk(
  part: AnswerPart,
  model: EngineModel,
  standardContent?: ContentBlock[],
): ChatGenerationChunk | undefined {
  const fields = fieldsOf(part, model);
  const logprobs = part.logprobs && { logprobs: toLogprobs(part.logprobs) };
  if (!fields && !logprobs && !standardContent?.length) return undefined;
  const message = new AIMessageChunk({
    content: '',
    ...fields,
    ...(standardContent && { content: standardContent }),
    response_metadata: { ...fields?.response_metadata, ...logprobs, ...(standardContent && { output_version: 'v1' }) },
  });
  return new ChatGenerationChunk({
    text: message.text,
    message,
    ...(part.type === 'finish' && { generationInfo: { finish_reason: part.reason } }),
  });
}

type ChunkFields = Partial<Pick<AIMessageChunk, 'content' | 'tool_call_chunks' | 'usage_metadata'>> & {
  response_metadata?: Record<string, unknown>;
};

function fieldsOf(part: AnswerPart, model: EngineModel): ChunkFields | undefined {
  switch (part.type) {
    case 'text-delta':
      return { content: part.text };
    case 'tool-call-start':
      return ofCall({ index: part.index, id: part.id, name: part.name, args: '' });
    case 'tool-call-delta':
      return ofCall({ index: part.index, args: part.argumentsText });
    case 'tool-call-end':
      return undefined;
    case 'tool-call-invalid':
      return ofCall(
        part.index === undefined ? { args: `${part.text}${cutOffMark}` } : { index: part.index, args: cutOffMark },
      );
    case 'finish':
      return { usage_metadata: toUsageMetadata(part.usage), response_metadata: toResponseMetadata(model, part.reason) };
  }
}

function ofCall(call: ToolCallChunk): ChunkFields {
  return { tool_call_chunks: [{ type: 'tool_call_chunk', ...call }] };
}
