import { AIMessageChunk, type MessageContent } from '@langchain/core/messages';

import { type RedactionVault } from '../../redaction/vault.js';
import { restoreBlock, restoreMessage } from '../messages/restore-message.js';

/**
 * Restores the chunks of an answer from a vault, in copies. A placeholder that is split over chunks waits until it is complete, and chunks
 * without text wait behind it.
 */
export async function* restoreChunks(
  chunks: AsyncIterable<AIMessageChunk>,
  vault: RedactionVault,
): AsyncGenerator<AIMessageChunk> {
  const restorer = new ChunkRestorer(vault);
  for await (const chunk of chunks) yield* restorer.push(chunk);
  yield* restorer.end();
}

/** Restores one answer, chunk by chunk. */
export class ChunkRestorer {
  readonly #vault: RedactionVault;
  readonly #restorer: ReturnType<RedactionVault['createTextRestorer']>;
  #waiting: AIMessageChunk[] = [];
  /** The last chunk with text. */
  #last: AIMessageChunk | undefined;

  constructor(vault: RedactionVault) {
    this.#vault = vault;
    this.#restorer = vault.createTextRestorer();
  }

  /** Adds a chunk. @returns the chunks that are restored now */
  push(chunk: AIMessageChunk): AIMessageChunk[] {
    if (readText(chunk.content) === '') {
      const restored = restoreMessage(chunk, this.#vault);
      if (this.#restorer.held === '') return [restored];
      this.#waiting.push(restored);
      return [];
    }
    this.#last = chunk;
    let isReleased = false;
    const content = mapText(
      chunk.content,
      (text) => {
        const released = this.#restorer.push(text);
        isReleased ||= released !== '';
        return released;
      },
      (block) => restoreBlock(block, this.#vault),
    );
    const ready = isReleased ? this.#waiting.splice(0) : [];
    return [restoreMessage(chunk, this.#vault, content), ...ready];
  }

  /** Ends the answer. @returns the chunks that waited */
  end(): AIMessageChunk[] {
    const rest = this.#restorer.end();
    const waiting = this.#waiting.splice(0);
    if (rest === '' || this.#last === undefined) return waiting;
    const { id, content } = this.#last;
    const restContent = typeof content === 'string' ? rest : [{ type: 'text', text: rest }];
    return [new AIMessageChunk({ content: restContent, id }), ...waiting];
  }
}

interface TextBlock {
  readonly type: 'text';
  readonly text: string;
}

function isTextBlock(block: object): block is TextBlock {
  return 'type' in block && block.type === 'text' && 'text' in block && typeof block.text === 'string';
}

function readText(content: MessageContent): string {
  if (typeof content === 'string') return content;
  return content.map((block: object) => (isTextBlock(block) ? block.text : '')).join('');
}

function mapText(
  content: MessageContent,
  map: (text: string) => string,
  mapOther: (block: object) => object,
): MessageContent {
  if (typeof content === 'string') return map(content);
  return content.map((block: object) =>
    isTextBlock(block) ? { ...block, text: map(block.text) } : mapOther(block),
  ) as MessageContent;
}
