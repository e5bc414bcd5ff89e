import { AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import { type EngineModel, type GenerationPart } from '../engine/engine.js';
import { toResponseMetadata, toUsageMetadata } from './usage-and-finish.js';

/** One part of a generation as a LangChain chunk. Usage comes with the last one only, since chunks are summed. */
export function toGenerationChunk(part: GenerationPart, model: EngineModel): ChatGenerationChunk {
  switch (part.type) {
    case 'text-delta':
      return new ChatGenerationChunk({ text: part.text, message: new AIMessageChunk({ content: part.text }) });
    case 'finish': {
      const metadata = toResponseMetadata(model, part.reason);
      return new ChatGenerationChunk({
        text: '',
        message: new AIMessageChunk({
          content: '',
          usage_metadata: toUsageMetadata(part.usage),
          response_metadata: metadata,
        }),
        generationInfo: { finish_reason: part.reason },
      });
    }
  }
}
