import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { type Moderator } from '@leeward/moderation';
import { moderationMiddleware } from '@leeward/moderation/langchain';
import { createAgent } from 'langchain';
import { type AgentGraph, type ServedAgent } from '../contract/index.js';
import { createAgentMiddleware } from '../guards/index.js';
import { RuleChatModel } from './rule-chat-model.js';
import { recordTool } from './tool-fixtures.js';

/** The options of an agent with effects. */
export interface EffectsAgentOptions {
  readonly moderator: Moderator;
  /** The file to which each effect adds a line: its key, and the process. */
  readonly file: string;
  /** Milliseconds that an effect takes behind its line. */
  readonly pause: number;
}

/** Creates an agent that acts: `note:KEY:3` adds three lines to a file, one in each step, and `hold:KEY` waits for its signal. */
export function createEffectsAgent({ moderator, file, pause }: EffectsAgentOptions): ServedAgent {
  const write = (key: unknown): void => appendFileSync(file, `${key as string} ${process.pid}\n`);
  const note = recordTool('note', { effect: 'internal' }, async (args) => {
    write((args as { readonly key: string }).key);
    await sleep(pause);
    return 'Noted.';
  });
  const hold = recordTool('hold', {}, async (args, config) => {
    write((args as { readonly key: string }).key);
    await sleep(600_000, undefined, { signal: (config as { readonly signal: AbortSignal }).signal });
    return 'Held.';
  });
  const tools = [note.tool, hold.tool];
  const model = new RuleChatModel((messages) => {
    const index = messages.findLastIndex((message) => HumanMessage.isInstance(message));
    const [act = '', key = '', times = '1'] = messages[index]?.text.split(':') ?? [];
    const done = messages.slice(index).filter((message) => message instanceof ToolMessage).length;
    if (!['note', 'hold'].includes(act) || done >= Number(times)) return { pieces: ['Done', ' with', ` ${key}.`] };
    return { pieces: [], toolCalls: [{ id: `${key}-${done}`, name: act, args: { key: `${key}-${done}` } }] };
  });
  const middleware = [moderationMiddleware({ moderator }), ...createAgentMiddleware({ tools, moderator })];
  const graph = createAgent({ model, tools, middleware }).graph as unknown as AgentGraph;
  return { name: 'effects', graph, moderator, isModerated: true };
}
