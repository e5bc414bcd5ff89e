import { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatGeneration, type ChatResult } from '@langchain/core/outputs';

import { safeMetadata } from '../messages/safe-metadata.js';

type Gate = (chunks: AsyncIterable<ChatGenerationChunk>) => AsyncIterable<ChatGenerationChunk>;

/** Sends every answer of a result through a gate and puts it together again. */
export async function gateResult({ generations, llmOutput }: ChatResult, gate: Gate): Promise<ChatResult> {
  const gated = await Promise.all(
    generations.map(async (generation) => {
      const chunks = await collect(gate(toChunks(generation)));
      // Parsers ask for the class that the model gives.
      return AIMessageChunk.isInstance(generation.message)
        ? chunks.reduce((sum, chunk) => sum.concat(chunk))
        : toGeneration(chunks);
    }),
  );
  return { generations: gated, ...(llmOutput === undefined ? {} : { llmOutput: safeMetadata(llmOutput) }) };
}

/** One answer, put together from chunks that were approved. */
export function toGeneration(chunks: readonly ChatGenerationChunk[]): ChatGeneration {
  const whole = chunks.slice(1).reduce<ChatGenerationChunk | undefined>((sum, chunk) => sum?.concat(chunk), chunks[0]);
  const message = whole?.message;
  if (!AIMessageChunk.isInstance(message)) return { text: '', message: new AIMessage('') };
  const { content, id, tool_calls, invalid_tool_calls, usage_metadata, response_metadata } = message;
  return {
    text: whole?.text ?? '',
    message: new AIMessage({
      content,
      ...(id === undefined ? {} : { id }),
      ...(tool_calls === undefined ? {} : { tool_calls }),
      ...(invalid_tool_calls === undefined ? {} : { invalid_tool_calls }),
      ...(usage_metadata === undefined ? {} : { usage_metadata }),
      response_metadata,
    }),
    generationInfo: whole?.generationInfo ?? {},
  };
}

/** A whole answer as a stream of one chunk. */
export async function* toChunks({
  message,
  text,
  generationInfo,
}: ChatGeneration): AsyncGenerator<ChatGenerationChunk> {
  yield new ChatGenerationChunk({
    text,
    message: asChunk(message),
    ...(generationInfo === undefined ? {} : { generationInfo }),
  });
}

function asChunk(message: ChatGeneration['message']): AIMessageChunk {
  const { content, id, response_metadata } = message;
  const base = { content, response_metadata, ...(id === undefined ? {} : { id }) };
  if (!AIMessage.isInstance(message)) return new AIMessageChunk(base);
  const calls = (message.tool_calls ?? []).map(({ id: callId, name, args }) => ({
    callId,
    name,
    written: JSON.stringify(args),
  }));
  const invalid = (message.invalid_tool_calls ?? []).map(({ id: callId, name, args }) => ({
    callId,
    name,
    written: args ?? '',
  }));
  return new AIMessageChunk({
    ...base,
    ...(message.usage_metadata === undefined ? {} : { usage_metadata: message.usage_metadata }),
    tool_call_chunks: [...calls, ...invalid].map(({ callId, name, written }, index) => ({
      type: 'tool_call_chunk' as const,
      index,
      args: written,
      ...(callId === undefined ? {} : { id: callId }),
      ...(name === undefined ? {} : { name }),
    })),
  });
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
