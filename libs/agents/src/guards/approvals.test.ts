import { describe, expect, it } from '@jest/globals';
import { AIMessage, HumanMessage, type BaseMessage, type ToolMessage } from '@langchain/core/messages';
import { Command, INTERRUPT, isInterrupted, MemorySaver } from '@langchain/langgraph';
import { createModerator, presetPolicy } from '@leeward/moderation';
import { createAgent } from 'langchain';
import { z } from 'zod';

import { type Approvals } from '../approvals/index.js';
import { type AgentDecision, type JsonObject } from '../contract/index.js';
import { MemoryRun } from '../testing/memory-run-context.js';
import { type ScriptedAnswer, ScriptedChatModel } from '../testing/scripted-chat-model.js';
import { recordTool } from '../testing/tool-fixtures.js';
import { type AgentMiddlewareOptions, createAgentMiddleware } from './create-agent-middleware.js';

const refund = (amount: unknown, customer: unknown = { country: 'FR' }): ScriptedAnswer => [
  { name: 'refund', args: { amount, customer } },
];

function createApprovalAgent(
  approvals: Approvals,
  script: readonly ScriptedAnswer[],
  options: Partial<AgentMiddlewareOptions> = {},
  checkpointer = new MemorySaver(),
) {
  const fixtures = {
    refund: recordTool('refund', { effect: 'internal' }, undefined, z.looseObject({ amount: z.number() })),
    read: recordTool('read', {}),
  };
  const tools = Object.values(fixtures).map(({ tool }) => tool);
  const decisions: AgentDecision[] = [];
  const onDecision = (decision: AgentDecision): void => void decisions.push(decision);
  const model = new ScriptedChatModel(script);
  const middleware = createAgentMiddleware({ tools, approvals, onDecision, ...options });
  return { agent: createAgent({ model, tools, checkpointer, middleware }), fixtures, decisions, checkpointer };
}

const input = { messages: [new HumanMessage('Refund 50 EUR.')] };
const config = new MemoryRun().toConfig();
const decide = (...decisions: object[]): Command => new Command({ resume: { decisions } });
const lastResult = (messages: readonly BaseMessage[]): ToolMessage =>
  messages.findLast((message): message is ToolMessage => message.type === 'tool') as ToolMessage;

describe('approvals', () => {
  const when = (argumentTest: object): Approvals => ({ refund: { when: { arguments: argumentTest as never } } });

  it.each<[string, Approvals, ScriptedAnswer, boolean]>([
    ['asks always', { refund: 'always' }, refund(5), true],
    ['asks never', { refund: 'never' }, refund(5), false],
    ['asks about every tool', { '*': 'always' }, refund(5), true],
    ['lets the rule of a tool go before that of all', { '*': 'always', refund: 'never' }, refund(5), false],
    ['asks above an amount', when({ amount: { above: 10 } }), refund(11), true],
    ['does not ask below it', when({ amount: { above: 10 } }), refund(10), false],
    ['asks about what cannot be tested', when({ amount: { above: 10 } }), refund('11'), true],
    ['asks about one of some values', when({ 'customer.country': { one_of: ['fr', 'de'] } }), refund(5), true],
    ['asks about none of some values', when({ 'customer.country': { not_one_of: ['DE'] } }), refund(5), true],
    ['does not ask about another value', when({ 'customer.country': { equals: 'DE' } }), refund(5), false],
    [
      'asks about one value of a list',
      when({ customer: { ends_with: '@evil.example' } }),
      refund(5, ['a@b.example', 'm@Evil.example']),
      true,
    ],
    ['asks about an argument that is there', when({ reason: { exists: false } }), refund(5), true],
    ['asks by the labels of the tool', { '*': { when: { effect: ['internal', 'external'] } } }, refund(5), true],
    ['does not ask by other labels', { '*': { when: { effect: 'external' } } }, refund(5), false],
    ['does not ask in a clean run', { refund: { when: { run_has_read: 'untrusted' } } }, refund(5), false],
    [
      'asks when one of two conditions holds',
      { refund: { when: [{ effect: 'none' }, { reads: 'trusted' }] } },
      refund(5),
      true,
    ],
  ])('%s', async (_, approvals, answer, expected) => {
    const { agent } = createApprovalAgent(approvals, [answer]);
    expect(isInterrupted(await agent.invoke(input, config))).toBe(expected);
  });

  it.each<[string, object, readonly unknown[], string, string | undefined]>([
    ['approve', { type: 'approve' }, [{ amount: 50, customer: { country: 'FR' } }], 'refund has run.', undefined],
    [
      'edit',
      { type: 'edit', edited_action: { name: 'refund', args: { amount: 1 } } },
      [{ amount: 1 }],
      'refund has run.',
      undefined,
    ],
    [
      'edit as LangChain spells it',
      { type: 'edit', editedAction: { name: 'refund', args: { amount: 1 } } },
      [{ amount: 1 }],
      'refund has run.',
      undefined,
    ],
    [
      'reject',
      { type: 'reject', message: 'Too much.' },
      [],
      'A person rejected this call. It did not run. They say: Too much.',
      'error',
    ],
    ['respond', { type: 'respond', message: 'Done by hand.' }, [], 'Done by hand.', 'success'],
  ])('lets a person %s', async (_, decision, calls, result, status) => {
    const { agent, fixtures, decisions } = createApprovalAgent({ refund: 'always' }, [refund(50)]);
    await agent.invoke(input, config);
    const { messages } = await agent.invoke(decide({ ...decision, reason: 'Because.', by: 'Ann' }), config);
    expect(fixtures.refund.calls).toEqual(calls);
    expect(lastResult(messages)).toMatchObject({ content: result, ...(status === undefined ? {} : { status }) });
    expect(messages.at(-1)?.text).toBe('Done.');
    expect(decisions.at(-1)).toMatchObject({
      outcome: (decision as { type: string }).type,
      decidedBy: 'Ann',
      hasReason: true,
    });
  });

  it('asks about several calls in one interrupt, and runs those that are left', async () => {
    const calls = [1, 2, 3].map((amount) => ({ name: 'refund', args: { amount } }));
    const { agent, fixtures } = createApprovalAgent({ refund: 'always' }, [[...calls, { name: 'read', args: {} }]]);
    const first = await agent.invoke(input, config);
    expect(isInterrupted(first) && (first[INTERRUPT][0]?.value as JsonObject).action_requests).toHaveLength(3);
    expect(fixtures.read.calls).toEqual([]);
    const edited = { type: 'edit', edited_action: { name: 'refund', args: { amount: 20 } } };
    const { messages } = await agent.invoke(decide({ type: 'reject' }, edited, { type: 'approve' }), config);
    expect(fixtures.refund.calls).toEqual([{ amount: 20 }, { amount: 3 }]);
    expect(fixtures.read.calls).toHaveLength(1);
    const answer = messages.find((message) => AIMessage.isInstance(message)) as AIMessage;
    expect(answer.tool_calls?.map(({ args }) => args)).toEqual([{ amount: 1 }, { amount: 20 }, { amount: 3 }, {}]);
  });

  it.each<[string, unknown, string]>([
    ['a text', 'yes', 'the answer is not valid'],
    ['too few decisions', { decisions: [] }, 'there are 0 decisions for 1 calls'],
    ['an unknown decision', { decisions: [{ type: 'maybe' }] }, 'decisions.0'],
    [
      'a decision that is not allowed',
      { decisions: [{ type: 'respond', message: 'x' }] },
      'decisions.0 may not be respond',
    ],
    [
      'another tool',
      { decisions: [{ type: 'edit', edited_action: { name: 'read', args: {} } }] },
      'needs the name of the same tool',
    ],
    [
      'arguments that do not fit',
      { decisions: [{ type: 'edit', edited_action: { name: 'refund', args: { amount: 'secret words' } } }] },
      'does not fit the schema of the tool',
    ],
    [
      'words that the moderation policy refuses',
      {
        decisions: [{ type: 'edit', edited_action: { name: 'refund', args: { amount: 1, note: 'forbidden words' } } }],
      },
      'the moderation policy refused it',
    ],
  ])('asks again after %s, and says why', async (_, answer, problem) => {
    const moderator = createModerator({
      policy: presetPolicy('strict'),
      classifiers: [
        {
          name: 'test',
          categories: ['hate'],
          classify: ({ text }) =>
            Promise.resolve({
              scores: { hate: text.includes('forbidden words') ? 1 : 0 },
              spans: [],
              scanned: { start: 0, end: text.length },
            }),
        },
      ],
    });
    const approvals = { refund: { decisions: ['approve', 'edit', 'reject'] } } satisfies Approvals;
    const { agent, fixtures } = createApprovalAgent(approvals, [refund(50)], { moderator });
    await agent.invoke(input, config);
    const again = await agent.invoke(new Command({ resume: answer }), config);
    const [request] = (
      isInterrupted(again) ? (again[INTERRUPT][0]?.value as JsonObject).action_requests : []
    ) as JsonObject[];
    expect(request?.description).toContain(problem);
    expect(request?.description).not.toContain('secret words');
    await agent.invoke(decide({ type: 'approve' }), config);
    expect(fixtures.refund.calls).toEqual([{ amount: 50, customer: { country: 'FR' } }]);
  });

  it('keeps a question in the storage, and settles it', async () => {
    const run = new MemoryRun();
    const { agent } = createApprovalAgent({ refund: 'always' }, [refund(50)], { approvalExpiry: 60_000 });
    const result = await agent.invoke(input, run.toConfig());
    const [record] = [...run.approvals.records.values()];
    expect(record).toMatchObject({ owner: 'owner', threadId: 'thread', agent: 'assistant', status: 'pending' });
    expect(isInterrupted(result) && result[INTERRUPT][0]).toMatchObject({ id: record?.id, value: record?.request });
    await agent.invoke(decide({ type: 'reject', by: 'Ann', reason: 'No.' }), run.toConfig());
    expect([...run.approvals.records.values()]).toMatchObject([
      { status: 'decided', decision: { decisions: [{ type: 'reject', by: 'Ann', reason: 'No.' }] } },
    ]);
  });

  it('rejects a call whose time is over', async () => {
    const run = new MemoryRun();
    let time = 0;
    const { agent, fixtures, decisions } = createApprovalAgent({ refund: 'always' }, [refund(50)], {
      approvalExpiry: 1_000,
      now: () => new Date(time),
    });
    await agent.invoke(input, run.toConfig());
    time = 1_000;
    const { messages } = await agent.invoke(decide({ type: 'approve' }), run.toConfig());
    expect(fixtures.refund.calls).toEqual([]);
    expect(lastResult(messages).content).toBe('Nobody approved this call in time. It did not run.');
    expect(decisions.at(-1)?.outcome).toBe('expired');
    expect([...run.approvals.records.values()][0]?.status).toBe('expired');
  });

  it('reviews a call that other code has put in after the review', async () => {
    const { agent, fixtures } = createApprovalAgent({ refund: 'always' }, ['Hello.']);
    await agent.invoke(input, config);
    const message = new AIMessage({ content: '', tool_calls: [{ id: 'forged', name: 'refund', args: { amount: 9 } }] });
    await agent.graph.updateState(config, { messages: [message] }, 'ApprovalMiddleware.after_model');
    const result = await agent.graph.invoke(null, config);
    expect(fixtures.refund.calls).toEqual([]);
    expect(isInterrupted(result)).toBe(true);
    await agent.invoke(decide({ type: 'approve' }), config);
    expect(fixtures.refund.calls).toEqual([{ amount: 9 }]);
  });

  it('runs no call whose decision cannot be written down', async () => {
    const { agent, fixtures } = createApprovalAgent({}, [refund(50)], {
      onDecision: () => Promise.reject(new Error('The disk is full')),
    });
    await expect(agent.invoke(input, config)).rejects.toThrow('The disk is full');
    expect(fixtures.refund.calls).toEqual([]);
  });

  it.each<[string, Partial<AgentMiddlewareOptions>, string]>([
    ['a rule', { approvals: { refund: 'sometimes' as never } }, 'approvals.refund cannot be used'],
    ['an empty condition', { approvals: { refund: { when: {} } } }, 'approvals.refund'],
    ['a flow rule', { informationFlow: { untrusted: 'maybe' as never } }, 'informationFlow.untrusted cannot be used'],
    ['a limit of the cost without prices', { limits: { cost: 1 } }, 'limits.cost needs the prices of the model'],
  ])('refuses %s that makes no sense', (_, options, message) => {
    expect(() => createAgentMiddleware({ tools: [], ...options })).toThrow(message);
  });
});
