import { describe, expect, it } from '@jest/globals';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { Command, isInterrupted, MemorySaver } from '@langchain/langgraph';
import { createModerator, presetPolicy } from '@leeward/moderation';
import { moderationMiddleware } from '@leeward/moderation/langchain';
import { createAgent } from 'langchain';

import { MemoryRun } from '../testing/memory-run-context.js';
import { ScriptedChatModel } from '../testing/scripted-chat-model.js';
import { recordTool } from '../testing/tool-fixtures.js';
import { createAgentMiddleware } from './create-agent-middleware.js';

describe('an agent with moderation and our middleware', () => {
  it('keeps the taint and the ledger, and writes no redacted text down', async () => {
    const secret = '4111 1111 1111 1111';
    const moderator = createModerator({ policy: presetPolicy('strict') });
    const read = recordTool('read', { reads: ['untrusted'] }, () => `Pay with card ${secret} now.`);
    const send = recordTool('send', { effect: 'external' }, () => `Paid with card ${secret}.`);
    const tools = [read.tool, send.tool];
    const checkpointer = new MemorySaver();
    const run = new MemoryRun();
    const agent = createAgent({
      model: new ScriptedChatModel([[{ name: 'read', args: {} }], [{ name: 'send', args: { text: 'Hello' } }]]),
      tools,
      checkpointer,
      middleware: [moderationMiddleware({ moderator }), ...createAgentMiddleware({ tools, moderator })],
    });
    const input = { messages: [new HumanMessage('Read it.')] };
    expect(isInterrupted(await agent.invoke(input, run.toConfig()))).toBe(true);
    expect(send.calls).toEqual([]);
    const resume = new Command({ resume: { decisions: [{ type: 'approve' }] } });
    const { messages } = await agent.invoke(resume, run.toConfig());
    expect(send.calls).toEqual([{ text: 'Hello' }]);
    expect(messages.filter(ToolMessage.isInstance).map(({ name }) => name)).toEqual(['read', 'send']);
    expect(messages.at(-1)?.text).toBe('Done.');
    const kept = [run.toolCalls, run.approvals].map(({ records }) => [...records.values()]);
    expect(JSON.stringify([kept, (await agent.graph.getState(run.toConfig())).values])).not.toContain(secret);
  });
});
