import { AIMessageChunk } from '@langchain/core/messages';

import { type RedactionVault } from '../../redaction/vault.js';
import { ChunkRestorer } from '../chat-model/restore-chunks.js';
import { restoreState } from '../messages/restore-state.js';

/**
 * Restores the state that an agent or a graph returns from a vault, in a copy. The state of the graph itself, with its checkpoints, keeps
 * the placeholders.
 *
 * @example
 * const state = await agent.invoke(input, { configurable: { thread_id: threadId } });
 * const { messages } = restoreAgentOutput(state, vaults.for(threadId));
 */
export function restoreAgentOutput<Output>(output: Output, vault: RedactionVault): Output {
  return restoreState(output, vault);
}

/**
 * Restores what `stream` of an agent or a graph yields, in one or several modes. In the mode `messages`, a placeholder that is split over
 * chunks waits until it is complete.
 */
export async function* restoreAgentStream<Chunk>(
  stream: AsyncIterable<Chunk>,
  vault: RedactionVault,
): AsyncGenerator<Chunk> {
  const answers = new Map<string | undefined, OpenAnswer<Chunk>>();
  for await (const chunk of stream) {
    const message = findMessageChunk(chunk);
    if (message === undefined) {
      // Other events follow the whole text before them.
      for (const answer of answers.values()) yield* endAnswer(answer);
      answers.clear();
      yield restoreState(chunk, vault);
      continue;
    }
    const answer = answers.get(message.id) ?? { restorer: new ChunkRestorer(vault), last: chunk };
    answer.last = chunk;
    answers.set(message.id, answer);
    for (const restored of answer.restorer.push(message)) yield withMessage(chunk, restored);
  }
  for (const answer of answers.values()) yield* endAnswer(answer);
}

interface OpenAnswer<Chunk> {
  readonly restorer: ChunkRestorer;
  last: Chunk;
}

function* endAnswer<Chunk>({ restorer, last }: OpenAnswer<Chunk>): Generator<Chunk> {
  for (const restored of restorer.end()) yield withMessage(last, restored);
}

/** Finds the piece of an answer in what the mode `messages` yields, also beside other modes and in a subgraph. */
function findMessageChunk(chunk: unknown): AIMessageChunk | undefined {
  if (!Array.isArray(chunk)) return undefined;
  const [first] = chunk as readonly unknown[];
  if (AIMessageChunk.isInstance(first)) return first;
  return chunk.at(-2) === 'messages' ? findMessageChunk(chunk.at(-1)) : undefined;
}

/** Puts a restored message in the place where `findMessageChunk` found it. */
function withMessage<Chunk>(chunk: Chunk, message: AIMessageChunk): Chunk;
function withMessage(chunk: unknown, message: AIMessageChunk): unknown {
  const items = chunk as readonly unknown[];
  return AIMessageChunk.isInstance(items[0])
    ? [message, ...items.slice(1)]
    : [...items.slice(0, -1), withMessage(items.at(-1), message)];
}
