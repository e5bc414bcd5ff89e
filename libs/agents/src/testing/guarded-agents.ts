import { setTimeout as sleep } from 'node:timers/promises';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { type Moderator } from '@leeward/moderation';
import { moderationMiddleware } from '@leeward/moderation/langchain';
import { createAgent } from 'langchain';
import { z } from 'zod';
import { type AgentDecision, type AgentGraph, type RunLimits, type ServedAgent } from '../contract/index.js';
import { createAgentMiddleware } from '../guards/index.js';
import { RuleChatModel } from './rule-chat-model.js';
import { recordTool } from './tool-fixtures.js';

/** The agent `guarded`, with what it did. */
export interface GuardedAgent {
  readonly served: ServedAgent;
  readonly paid: unknown[];
  readonly decisions: AgentDecision[];
}

/**
 * Creates an agent with all guards. It pays what a person asks for with `pay:`, after a question to a person; waits for ever with `hang`;
 * looks around without end with `loop`.
 */
export function createGuardedAgent(
  moderator: Moderator,
  { limits = {}, approvalExpiry }: { readonly limits?: RunLimits; readonly approvalExpiry?: number } = {},
): GuardedAgent {
  const decisions: AgentDecision[] = [];
  const amount = z.object({ amount: z.number().max(1_000) });
  const pay = recordTool('pay', { effect: 'external' }, () => 'Paid.', amount);
  const look = recordTool('look', {}, () => 'Nothing.');
  // It ignores the signal.
  const hang = recordTool('hang', { effect: 'none' }, () => sleep(3_600_000, 'Late.', { ref: false }));
  const tools = [pay.tool, look.tool, hang.tool];
  const model = new RuleChatModel((messages) => {
    const asked = messages.findLast((message) => HumanMessage.isInstance(message))?.text ?? '';
    const [act = '', value = ''] = asked.split(':');
    const id = `call-${messages.length}`;
    if (act === 'loop') return { pieces: [], toolCalls: [{ id, name: 'look', args: { page: messages.length } }] };
    if (messages.at(-1) instanceof ToolMessage) return { pieces: [`Result: ${messages.at(-1)?.text ?? ''}`] };
    if (act === 'pay') return { pieces: [], toolCalls: [{ id, name: 'pay', args: { amount: Number(value) } }] };
    if (act === 'hang') return { pieces: [], toolCalls: [{ id, name: 'hang', args: {} }] };
    return { pieces: ['You said: ', asked] };
  });
  const middleware = [
    moderationMiddleware({ moderator }),
    ...createAgentMiddleware({
      tools,
      moderator,
      approvals: { pay: 'always' },
      approvalExpiry,
      limits,
      onDecision: (decision) => void decisions.push(decision),
    }),
  ];
  const graph = createAgent({ model, tools, middleware }).graph as unknown as AgentGraph;
  return { served: { name: 'guarded', graph, moderator, isModerated: true, limits }, paid: pay.calls, decisions };
}
