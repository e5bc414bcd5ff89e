import { AIMessageChunk, type ToolCallChunk } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import { type AnswerPart } from '../answer-parts.js';
import { type EngineModel } from '../engine/engine.js';
import { toResponseMetadata, toUsageMetadata } from './usage-and-finish.js';

/**
 * What follows the arguments of a call that was cut off. LangChain completes unfinished JSON when it adds chunks up, and so
 * would make half a call; after this, nothing reads as JSON, within a string or without, so the call stays invalid.
 */
export const cutOffMark = '""…';

/**
 * One part of an answer as a LangChain chunk. Usage comes with the last one only, since chunks are summed.
 *
 * @returns undefined for a part that says nothing new, such as the end of a call
 */
export function toGenerationChunk(part: AnswerPart, model: EngineModel): ChatGenerationChunk | undefined {
  switch (part.type) {
    case 'text-delta':
      return new ChatGenerationChunk({ text: part.text, message: new AIMessageChunk({ content: part.text }) });
    case 'tool-call-start':
      return ofCall({ index: part.index, id: part.id, name: part.name, args: '' });
    case 'tool-call-delta':
      return ofCall({ index: part.index, args: part.argumentsText });
    case 'tool-call-end':
      return undefined;
    case 'tool-call-invalid':
      return ofCall(part.index === undefined ? { args: `${part.text}${cutOffMark}` } : { index: part.index, args: cutOffMark });
    case 'finish': {
      const message = new AIMessageChunk({
        content: '',
        usage_metadata: toUsageMetadata(part.usage),
        response_metadata: toResponseMetadata(model, part.reason),
      });
      return new ChatGenerationChunk({ text: '', message, generationInfo: { finish_reason: part.reason } });
    }
  }
}

function ofCall(call: ToolCallChunk): ChatGenerationChunk {
  const message = new AIMessageChunk({ content: '', tool_call_chunks: [{ type: 'tool_call_chunk', ...call }] });
  return new ChatGenerationChunk({ text: '', message });
}
