import { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatGeneration, type ChatResult } from '@langchain/core/outputs';

import { safeMetadata } from '../messages/safe-metadata.js';

type Gate = (chunks: AsyncIterable<ChatGenerationChunk>) => AsyncIterable<ChatGenerationChunk>;

/** Sends every answer of a result through a gate, and joins its chunks again. */
export async function gateResult({ generations, llmOutput }: ChatResult, gate: Gate): Promise<ChatResult> {
  const gated = await Promise.all(
    generations.map(async (generation) => {
      const chunks: ChatGenerationChunk[] = [];
      for await (const chunk of gate(toChunks(generation))) chunks.push(chunk);
      // Output parsers check the class of the message, so it stays a chunk.
      return AIMessageChunk.isInstance(generation.message)
        ? chunks.reduce((sum, chunk) => sum.concat(chunk))
        : toGeneration(chunks);
    }),
  );
  return { generations: gated, ...(llmOutput === undefined ? {} : { llmOutput: safeMetadata(llmOutput) }) };
}

/** Joins the chunks of one answer. */
export function toGeneration(chunks: readonly ChatGenerationChunk[]): ChatGeneration {
  const whole = chunks.slice(1).reduce<ChatGenerationChunk | undefined>((sum, chunk) => sum?.concat(chunk), chunks[0]);
  const message = whole?.message;
  if (!AIMessageChunk.isInstance(message)) return { text: '', message: new AIMessage('') };
  const { content, id, tool_calls, invalid_tool_calls, usage_metadata, response_metadata } = message;
  return {
    text: whole?.text ?? '',
    message: new AIMessage({ content, id, tool_calls, invalid_tool_calls, usage_metadata, response_metadata }),
    generationInfo: whole?.generationInfo ?? {},
  };
}

/** Converts a whole answer to a stream of one chunk. */
export async function* toChunks({
  message,
  text,
  generationInfo,
}: ChatGeneration): AsyncGenerator<ChatGenerationChunk> {
  yield new ChatGenerationChunk({ text, message: toMessageChunk(message), generationInfo });
}

function toMessageChunk(message: ChatGeneration['message']): AIMessageChunk {
  const { content, id, response_metadata } = message;
  const base = { content, response_metadata, id };
  if (!AIMessage.isInstance(message)) return new AIMessageChunk(base);
  const { tool_calls: calls = [], invalid_tool_calls: invalid = [], usage_metadata } = message;
  const written = [...calls.map((call) => ({ ...call, args: JSON.stringify(call.args) })), ...invalid];
  return new AIMessageChunk({
    ...base,
    usage_metadata,
    tool_call_chunks: written.map((call, index) => ({
      type: 'tool_call_chunk' as const,
      index,
      id: call.id,
      name: call.name,
      args: call.args ?? '',
    })),
  });
}
