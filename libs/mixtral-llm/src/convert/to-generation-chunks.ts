import { AIMessageChunk, type ToolCallChunk } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import { type AnswerPart } from '../answer-parts.js';
import { type EngineModel } from '../engine/engine.js';
import { toLogprobs } from './to-logprobs.js';
import { toResponseMetadata, toUsageMetadata } from './usage-and-finish.js';

/**
 * What follows the arguments of a call that was cut off. LangChain completes unfinished JSON when it adds chunks up, and so
 * would make half a call; after this, nothing reads as JSON, within a string or without, so the call stays invalid.
 */
export const cutOffMark = '""…';

/**
 * One part of an answer as a LangChain chunk. Usage comes with the last one only, and log-probabilities with the part that ends
 * their tokens, since chunks are summed.
 *
 * @returns undefined for a part that says nothing new, such as the end of a call
 */
export function toGenerationChunk(part: AnswerPart, model: EngineModel): ChatGenerationChunk | undefined {
  const logprobs = part.logprobs && { logprobs: toLogprobs(part.logprobs) };
  switch (part.type) {
    case 'text-delta':
      return chunkOf({ content: part.text, response_metadata: { ...logprobs } });
    case 'tool-call-start':
      return chunkOf({ tool_call_chunks: [chunkOfCall({ index: part.index, id: part.id, name: part.name, args: '' })], response_metadata: { ...logprobs } });
    case 'tool-call-delta':
      return chunkOf({ tool_call_chunks: [chunkOfCall({ index: part.index, args: part.argumentsText })], response_metadata: { ...logprobs } });
    case 'tool-call-end':
      return logprobs && chunkOf({ response_metadata: { ...logprobs } });
    case 'tool-call-invalid': {
      const cut = part.index === undefined ? { args: `${part.text}${cutOffMark}` } : { index: part.index, args: cutOffMark };
      return chunkOf({ tool_call_chunks: [chunkOfCall(cut)], response_metadata: { ...logprobs } });
    }
    case 'finish':
      return chunkOf(
        { usage_metadata: toUsageMetadata(part.usage), response_metadata: { ...toResponseMetadata(model, part.reason), ...logprobs } },
        { finish_reason: part.reason },
      );
  }
}

type ChunkFields = Partial<Pick<AIMessageChunk, 'content' | 'tool_call_chunks' | 'usage_metadata' | 'response_metadata'>>;

function chunkOf(fields: ChunkFields, generationInfo?: Record<string, unknown>): ChatGenerationChunk {
  const message = new AIMessageChunk({ content: '', ...fields });
  return new ChatGenerationChunk({ text: message.text, message, ...(generationInfo && { generationInfo }) });
}

function chunkOfCall(call: ToolCallChunk): ToolCallChunk {
  return { type: 'tool_call_chunk', ...call };
}
