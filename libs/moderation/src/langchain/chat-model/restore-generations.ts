import { AIMessageChunk, type BaseMessage, isBaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type Generation } from '@langchain/core/outputs';

import { type RedactionVault } from '../../redaction/vault.js';
import { restoreMessage } from '../messages/restore-message.js';
import { restoreChunks } from './restore-chunks.js';

/** Restores the answers of several prompts from a vault, in copies. */
export function restoreGenerations(generations: readonly Generation[][], vault: RedactionVault): Generation[][] {
  return generations.map((answers) => answers.map((answer) => restoreGeneration(answer, vault)));
}

function restoreGeneration(answer: Generation & { readonly message?: BaseMessage }, vault: RedactionVault): Generation {
  const { message } = answer;
  if (vault.size === 0) return answer;
  return {
    ...answer,
    text: vault.restore(answer.text),
    ...(isBaseMessage(message) ? { message: restoreMessage(message, vault) } : {}),
  };
}

/** Restores the chunks of one answer from a vault. They have no `generationInfo`, which holds no text. */
export async function* restoreGenerationChunks(
  chunks: AsyncIterable<ChatGenerationChunk>,
  vault: RedactionVault,
): AsyncGenerator<ChatGenerationChunk> {
  for await (const message of restoreChunks(selectMessages(chunks), vault)) {
    yield new ChatGenerationChunk({ text: message.text, message });
  }
}

async function* selectMessages(chunks: AsyncIterable<ChatGenerationChunk>): AsyncGenerator<AIMessageChunk> {
  for await (const { message } of chunks) if (AIMessageChunk.isInstance(message)) yield message;
}
