import { AIMessageChunk } from '@langchain/core/messages';
import { type StreamEvent } from '@langchain/core/tracers/log_stream';

import { type RedactionVault } from '../../redaction/vault.js';
import { restoreState } from '../messages/restore-state.js';
import { ChunkRestorer } from './restore-chunks.js';

/**
 * Restores the answer in the events of a chat model's `streamEvents`. The events of its input keep their placeholders: they show
 * what the model read.
 */
export async function* restoreStreamEvents(
  events: AsyncIterable<StreamEvent>,
  vault: RedactionVault,
): AsyncGenerator<StreamEvent> {
  const restorer = new ChunkRestorer(vault);
  let last: StreamEvent | undefined;
  for await (const event of events) {
    const chunk: unknown = event.data.chunk;
    if (AIMessageChunk.isInstance(chunk)) {
      last = event;
      for (const restored of restorer.push(chunk)) yield withChunk(event, restored);
    } else {
      if (last !== undefined) for (const restored of restorer.end()) yield withChunk(last, restored);
      last = undefined;
      const output: unknown = event.data.output;
      yield output === undefined ? event : { ...event, data: { ...event.data, output: restoreState(output, vault) } };
    }
  }
}

function withChunk(event: StreamEvent, chunk: AIMessageChunk): StreamEvent {
  return { ...event, data: { ...event.data, chunk } };
}
