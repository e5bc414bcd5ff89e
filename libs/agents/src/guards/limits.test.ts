import { describe, expect, it } from '@jest/globals';
import { HumanMessage } from '@langchain/core/messages';
import { Command, MemorySaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';

import { type RunLimits } from '../contract/index.js';
import { MemoryRun } from '../testing/memory-run-context.js';
import { type Script, ScriptedChatModel } from '../testing/scripted-chat-model.js';
import { recordTool } from '../testing/tool-fixtures.js';
import { type AgentMiddlewareOptions, createAgentMiddleware } from './create-agent-middleware.js';

const input = { messages: [new HumanMessage('Go on.')] };
/** Calls a tool for ever, each time with other arguments. */
const endless: Script = (messages) => [{ name: 'look', args: { page: messages.length } }];

function createLimitedAgent(script: Script, options: Partial<AgentMiddlewareOptions> = {}, onLook?: () => void) {
  const look = recordTool('look', {}, () => {
    onLook?.();
    return 'More.';
  });
  const model = new ScriptedChatModel(script);
  const middleware = createAgentMiddleware({ tools: [look.tool], ...options });
  const agent = createAgent({ model, tools: [look.tool], checkpointer: new MemorySaver(), middleware });
  return { agent: agent.withConfig({ recursionLimit: 1_000 }), model, look };
}

describe('limits of a run', () => {
  it.each<[string, RunLimits, string, number]>([
    ['step_limit', { steps: 3 }, 'this run has made 3 of 3 steps', 3],
    ['token_limit', { tokens: 30 }, 'this run has used its 30 tokens', 2],
    ['cost_limit', { cost: 0.00003 }, 'this run has cost its 0.00003 US dollars', 2],
    ['time_limit', { milliseconds: 2_500 }, 'this run has taken its 3 seconds', 3],
  ])('%s ends it with a message and the reason', async (reason, limits, message, answers) => {
    let time = 0;
    const run = new MemoryRun(limits);
    const { agent, model, look } = createLimitedAgent(
      endless,
      { prices: { input: 1, output: 1 }, now: () => new Date(time) },
      () => (time += 1_000),
    );
    const result = await agent.invoke(input, run.toConfig());
    expect(result.messages.at(-1)?.text).toContain(message);
    expect(run.endReasons).toEqual([reason]);
    expect([model.answers, look.calls.length]).toEqual([answers, answers]);
  });

  it('ends a run that makes the same call three times, before the third one runs', async () => {
    const run = new MemoryRun();
    const { agent, look } = createLimitedAgent((messages) => [
      { name: 'look', args: messages.length % 4 === 1 ? { a: 1, b: 2 } : { b: 2, a: 1 } },
    ]);
    const result = await agent.invoke(input, run.toConfig());
    expect(look.calls).toHaveLength(2);
    expect(result.messages.at(-1)?.text).toContain('has called look 3 times with the same arguments');
    expect(run.endReasons).toEqual(['loop']);
    // Every call has an answer, so the thread can go on.
    expect(result.messages.filter(({ type }) => type === 'tool')).toHaveLength(3);
  });

  it('counts a new run of the thread from the start', async () => {
    const run = new MemoryRun({ steps: 2 });
    const { agent, look } = createLimitedAgent(endless);
    await agent.invoke(input, run.toConfig());
    await agent.invoke(input, run.toConfig());
    expect(look.calls).toHaveLength(4);
    expect(run.endReasons).toEqual(['step_limit', 'step_limit']);
  });

  it('goes on counting after a person has answered, and starts its time again', async () => {
    let time = 0;
    const run = new MemoryRun({ steps: 2, milliseconds: 1_000 });
    const { agent, look } = createLimitedAgent(endless, { approvals: { look: 'always' }, now: () => new Date(time) });
    const approve = new Command({ resume: { decisions: [{ type: 'approve' }] } });
    await agent.invoke(input, run.toConfig());
    time = 100_000;
    await agent.invoke(approve, run.toConfig());
    time = 200_000;
    await agent.invoke(approve, run.toConfig());
    expect(look.calls).toHaveLength(2);
    expect(run.endReasons).toEqual(['step_limit']);
  });

  it('keeps its limits when a person rejects every call', async () => {
    const run = new MemoryRun({ steps: 2 });
    const { agent, look } = createLimitedAgent(endless, { approvals: { look: 'always' } });
    const reject = new Command({ resume: { decisions: [{ type: 'reject' }] } });
    await agent.invoke(input, run.toConfig());
    await agent.invoke(reject, run.toConfig());
    const result = await agent.invoke(reject, run.toConfig());
    expect(look.calls).toEqual([]);
    expect(result.messages.at(-1)?.text).toContain('2 of 2 steps');
  });
});
