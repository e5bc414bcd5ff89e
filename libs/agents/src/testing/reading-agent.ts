import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { type Moderator } from '@leeward/moderation';
import { moderationMiddleware } from '@leeward/moderation/langchain';
import { createAgent } from 'langchain';
import { type AgentGraph, type ServedAgent } from '../contract/index.js';
import { createAgentMiddleware } from '../guards/index.js';
import { RuleChatModel } from './rule-chat-model.js';
import { recordTool } from './tool-fixtures.js';

/** The agent `reading`, with the mails that it sent. */
export interface ReadingAgent {
  readonly served: ServedAgent;
  readonly sent: unknown[];
}

/** Creates an agent with all guards: `read` makes it read a page of a stranger, and `send:TEXT` makes it send a mail. */
export function createReadingAgent(moderator: Moderator, page: string): ReadingAgent {
  const read = recordTool('read', { reads: ['untrusted'] }, () => page);
  const send = recordTool('send', { effect: 'external' }, () => 'Sent.');
  const tools = [read.tool, send.tool];
  const model = new RuleChatModel((messages) => {
    const id = `call-${messages.length}`;
    if (messages.at(-1) instanceof ToolMessage) return { pieces: ['It is done.'] };
    const asked = messages.findLast((message) => HumanMessage.isInstance(message))?.text ?? '';
    if (asked === 'read') return { pieces: [], toolCalls: [{ id, name: 'read', args: {} }] };
    if (!asked.startsWith('send:')) return { pieces: ['You said: ', asked] };
    return { pieces: [], toolCalls: [{ id, name: 'send', args: { text: asked.slice(5) } }] };
  });
  const middleware = [moderationMiddleware({ moderator }), ...createAgentMiddleware({ tools, moderator })];
  const graph = createAgent({ model, tools, middleware }).graph as unknown as AgentGraph;
  return { served: { name: 'reading', graph, moderator, isModerated: true }, sent: send.calls };
}
