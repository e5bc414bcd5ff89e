import { type AIMessageChunk, type ContentBlock, type ToolCallChunk } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import { AnswerChunk, cutOffMark } from './answer-message.js';
import { type AnswerPart } from './answer-parts.js';
import { type EngineModel } from '../engine/engine.js';
import { toLogprobs } from './to-logprobs.js';
import { toResponseMetadata, toUsageMetadata } from './usage-and-finish.js';

/**
 * Converts one part of an answer to a LangChain chunk. Chunks are summed, so usage comes with the last one only, and
 * log-probabilities with the part that ends their tokens.
 *
 * @param standardContent blocks that the part adds, in place of its text, when standard content is asked for
 * @returns undefined for a part that adds nothing, such as the end of a call
 */
export function toGenerationChunk(
  part: AnswerPart,
  model: EngineModel,
  standardContent?: ContentBlock[],
): ChatGenerationChunk | undefined {
  const fields = toChunkFields(part, model);
  const logprobs = part.logprobs && { logprobs: toLogprobs(part.logprobs) };
  if (!fields && !logprobs && !standardContent?.length) return undefined;
  const message = new AnswerChunk({
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

function toChunkFields(part: AnswerPart, model: EngineModel): ChunkFields | undefined {
  switch (part.type) {
    case 'text-delta':
      return { content: part.text };
    case 'tool-call-start':
      return toCallFields({ index: part.index, id: part.id, name: part.name, args: '' });
    case 'tool-call-delta':
      return toCallFields({ index: part.index, args: part.argumentsText });
    case 'tool-call-end':
      return undefined;
    case 'tool-call-invalid':
      return toCallFields(
        part.index === undefined ? { args: `${part.text}${cutOffMark}` } : { index: part.index, args: cutOffMark },
      );
    case 'finish':
      return {
        usage_metadata: toUsageMetadata(part.usage),
        response_metadata: toResponseMetadata(model, part.reason, part.schema),
      };
  }
}

function toCallFields(call: ToolCallChunk): ChunkFields {
  return { tool_call_chunks: [{ type: 'tool_call_chunk', ...call }] };
}
