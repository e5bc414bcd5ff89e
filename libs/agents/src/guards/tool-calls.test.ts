import { describe, expect, it } from '@jest/globals';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { Command, interrupt, isInterrupted, MemorySaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';

import { type ToolEffect } from '../contract/index.js';
import { MemoryRun } from '../testing/memory-run-context.js';
import { ScriptedChatModel } from '../testing/scripted-chat-model.js';
import { recordTool } from '../testing/tool-fixtures.js';
import { findIdempotencyKey } from '../tool-calls/index.js';
import { createAgentMiddleware } from './create-agent-middleware.js';

const input = { messages: [new HumanMessage('Pay it.')] };
const crash = new Error('The process has crashed');

/** Runs an agent that pays once. `act` is what the tool does. */
function createPayingAgent(
  act: (config: { readonly configurable?: object }) => unknown,
  checkpointer: MemorySaver,
  effect: ToolEffect = 'internal',
) {
  const pay = recordTool('pay', { effect }, (_, config) => act(config as object));
  const middleware = createAgentMiddleware({ tools: [pay.tool] });
  const model = new ScriptedChatModel([[{ name: 'pay', args: { amount: 5 } }]]);
  return { agent: createAgent({ model, tools: [pay.tool], checkpointer, middleware }), pay };
}

/** Creates a run whose ledger loses the end of the first call, as in a crash. */
function createCrashingRun(): MemoryRun {
  const run = new MemoryRun();
  const finish = run.toolCalls.finish.bind(run.toolCalls);
  run.toolCalls.finish = () => {
    run.toolCalls.finish = finish;
    return Promise.reject(crash);
  };
  return run;
}

const decide = (type: string, message?: string): Command => new Command({ resume: { decisions: [{ type, message }] } });

describe('a call with an effect', () => {
  it('is written down before it runs, with the key that the tool gets', async () => {
    const run = new MemoryRun();
    const seen: unknown[] = [];
    const { agent } = createPayingAgent((config) => {
      seen.push(
        findIdempotencyKey(config),
        [...run.toolCalls.records.values()].map(({ status }) => status),
      );
      return 'Paid.';
    }, new MemorySaver());
    await agent.invoke(input, run.toConfig());
    const [record] = [...run.toolCalls.records.values()];
    expect(seen).toEqual([record?.key, ['started']]);
    expect(record).toMatchObject({ tool: 'pay', threadId: 'thread', runId: 'run', status: 'done' });
  });

  it.each<[string, string, string | undefined, number, string]>([
    ['again when a person approves', 'approve', undefined, 2, 'Paid.'],
    ['not again when a person rejects', 'reject', undefined, 1, 'A person rejected this call. It did not run.'],
    ['not again when a person tells the result', 'respond', 'It was paid.', 1, 'It was paid.'],
  ])('asks a person after a crash without a result, and runs %s', async (_, type, message, times, content) => {
    const run = createCrashingRun();
    const checkpointer = new MemorySaver();
    let payments = 0;
    const act = (): string => {
      payments += 1;
      return 'Paid.';
    };
    await expect(createPayingAgent(act, checkpointer).agent.invoke(input, run.toConfig())).rejects.toThrow(
      crash.message,
    );
    const restarted = createPayingAgent(act, checkpointer).agent;
    expect(isInterrupted(await restarted.invoke(null as never, run.toConfig('thread', 'second')))).toBe(true);
    expect(payments).toBe(1);
    const result = await restarted.invoke(decide(type, message), run.toConfig('thread', 'third'));
    expect(payments).toBe(times);
    expect(result.messages.find(ToolMessage.isInstance)?.content).toBe(content);
  });

  it('asks again when the second attempt crashes too', async () => {
    const run = createCrashingRun();
    const checkpointer = new MemorySaver();
    let payments = 0;
    const start = () => createPayingAgent(() => `Paid ${(payments += 1)}.`, checkpointer).agent;
    await expect(start().invoke(input, run.toConfig())).rejects.toThrow(crash.message);
    await start().invoke(null as never, run.toConfig());
    const finish = run.toolCalls.finish.bind(run.toolCalls);
    // The answer of the person is written down, and the end of the second attempt is lost.
    run.toolCalls.finish = (threadId, key, result) =>
      result.includes('retried') ? finish(threadId, key, result) : Promise.reject(crash);
    await expect(start().invoke(decide('approve'), run.toConfig())).rejects.toThrow(crash.message);
    run.toolCalls.finish = finish;
    expect(payments).toBe(2);
    expect(isInterrupted(await start().invoke(null as never, run.toConfig()))).toBe(true);
    await start().invoke(decide('reject'), run.toConfig());
    expect(payments).toBe(2);
  });

  it('gives the recorded result when the step is run again', async () => {
    const run = new MemoryRun();
    const checkpointer = new MemorySaver();
    let payments = 0;
    const { agent } = createPayingAgent(() => `Paid ${(payments += 1)}.`, checkpointer);
    await agent.invoke(input, run.toConfig());
    let before;
    for await (const state of agent.graph.getStateHistory(run.toConfig()))
      if (state.next.includes('tools')) before = state;
    const result = await agent.invoke(null as never, {
      ...before?.config,
      configurable: { ...run.toConfig().configurable, ...before?.config.configurable },
    });
    expect(payments).toBe(1);
    expect(result.messages.find(ToolMessage.isInstance)?.content).toBe('Paid 1.');
  });

  it('runs on with the answer when the tool itself asks a person', async () => {
    const run = new MemoryRun();
    let payments = 0;
    const { agent } = createPayingAgent(() => {
      const answer = interrupt('Which account?') as string;
      payments += 1;
      return `Paid from ${answer}.`;
    }, new MemorySaver());
    expect(isInterrupted(await agent.invoke(input, run.toConfig()))).toBe(true);
    const result = await agent.invoke(new Command({ resume: 'savings' }), run.toConfig());
    expect(payments).toBe(1);
    expect(result.messages.find(ToolMessage.isInstance)?.content).toBe('Paid from savings.');
  });

  it('does not run again after it has failed', async () => {
    const run = new MemoryRun();
    const checkpointer = new MemorySaver();
    let payments = 0;
    const start = () =>
      createPayingAgent(() => {
        payments += 1;
        throw new Error('secret words');
      }, checkpointer).agent;
    await expect(start().invoke(input, run.toConfig())).rejects.toThrow('secret words');
    const result = await start().invoke(null as never, run.toConfig());
    expect(payments).toBe(1);
    expect(result.messages.find(ToolMessage.isInstance)?.content).toBe(
      'The tool failed. It does not run again for this call.',
    );
    expect(JSON.stringify([...run.toolCalls.records.values()])).not.toContain('secret words');
  });

  it('is not written down when it only reads', async () => {
    const run = new MemoryRun();
    const { agent, pay } = createPayingAgent(() => 'Read.', new MemorySaver(), 'none');
    await agent.invoke(input, run.toConfig());
    expect([pay.calls.length, run.toolCalls.records.size]).toEqual([1, 0]);
  });
});
