import { type AIMessageChunk } from '@langchain/core/messages';
import { ScriptedEngine, type ScriptedEngineOptions } from './scripted-engine.js';

/** Makes an engine that answers with a text in pieces of `size` characters. */
export function sayingEngine(text: string, options?: ScriptedEngineOptions, size = 4): ScriptedEngine {
  return new ScriptedEngine(() => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [], options);
}

/** Makes an engine whose answers end only when they are aborted. */
export function endlessEngine(): ScriptedEngine {
  return new ScriptedEngine(writeEndlessly);
}

/** Writes pieces of text, one each millisecond. */
export async function* writeEndlessly(): AsyncGenerator<string> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield 'on and ';
  }
}

/** Waits until an engine generates nothing. It sees an abort at its next token. */
export async function untilIdle(engine: ScriptedEngine): Promise<void> {
  while (engine.capacity().active > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Writes a call as a model without control tokens does. */
export function callText(name: string, args: object): string {
  return `<tool_call>\n{"name": "${name}", "arguments": ${JSON.stringify(args)}}\n</tool_call>`;
}

/** Reads items to their end. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Adds chunks up to one message. */
export async function sumChunks(chunks: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  return (await collect(chunks)).reduce((whole, chunk) => whole.concat(chunk));
}
