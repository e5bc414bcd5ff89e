import { describe, expect, it } from '@jest/globals';
import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { Command, isInterrupted, MemorySaver } from '@langchain/langgraph';
import { createAgent } from 'langchain';
import fc from 'fast-check';

import { type ToolEffect, toolEffects, type ToolSource, toolSources } from '../contract/index.js';
import { MemoryRun } from '../testing/memory-run-context.js';
import { type Script, ScriptedChatModel } from '../testing/scripted-chat-model.js';
import { recordTool } from '../testing/tool-fixtures.js';
import { createAgentMiddleware } from './create-agent-middleware.js';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 8);
const names = ['one', 'two', 'three', 'four', 'five'];

interface RandomTool {
  readonly reads: readonly ToolSource[];
  readonly effect: ToolEffect;
  readonly result: string;
}

const randomTool: fc.Arbitrary<RandomTool> = fc.record({
  reads: fc.subarray([...toolSources], { minLength: 1 }),
  effect: fc.constantFrom(...toolEffects),
  result: fc.string({ maxLength: 40 }),
});
/** Answers of the model: each a list of calls, by the number of the tool and of an argument. */
const randomAnswers = fc.array(fc.array(fc.tuple(fc.nat(4), fc.nat(9)), { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 6,
});

describe('any graph of tools', () => {
  it('never runs an external effect unasked in a tainted run, and none twice, also over restarts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(randomTool, { minLength: 5, maxLength: 5 }),
        randomAnswers,
        fc.array(fc.constantFrom('approve', 'reject'), { minLength: 30, maxLength: 30 }),
        fc.boolean(),
        async (definitions, answers, decisions, asksAfterBoth) => {
          let isUntrusted = false;
          const approved = new Set<string>();
          const violations: string[] = [];
          const ran = new Map<string, number>();
          const checkpointer = new MemorySaver();
          const run = new MemoryRun({ equalCalls: 100 });
          const script: Script = (messages) => {
            const turn = messages.filter((message) => AIMessage.isInstance(message)).length;
            const answer = answers[turn];
            if (answer === undefined) return 'Done.';
            return answer.map(([tool, argument], index) => ({
              id: `${turn}-${index}`,
              name: names[tool] ?? 'other',
              args: { call: `${turn}-${index}`, argument },
            }));
          };
          // A new agent for each step, as after a restart: only the checkpoints and the storage stay.
          const start = () => {
            const fixtures = definitions.map(({ reads, effect, result }, index) =>
              recordTool(names[index] ?? '', { reads, effect }, (args) => {
                const { call } = args as { readonly call: string };
                ran.set(call, (ran.get(call) ?? 0) + 1);
                if (effect === 'external' && isUntrusted && !approved.has(call)) violations.push(`${call} ran unasked`);
                return result;
              }),
            );
            const tools = fixtures.map(({ tool }) => tool);
            const informationFlow = asksAfterBoth ? ({ untrusted_and_private: 'ask' } as const) : {};
            const middleware = createAgentMiddleware({ tools, informationFlow });
            return createAgent({ model: new ScriptedChatModel(script), tools, checkpointer, middleware });
          };
          const readTaint = (messages: readonly unknown[]): void => {
            for (const message of messages) {
              if (!ToolMessage.isInstance(message) || message.status === 'error' || !ran.has(message.tool_call_id))
                continue;
              const { reads } = definitions[names.indexOf(message.name ?? '')] ?? { reads: ['untrusted', 'private'] };
              isUntrusted ||= reads.includes('untrusted');
            }
          };
          let input: unknown = { messages: [new HumanMessage('Go.')] };
          const queue = [...decisions];
          for (let step = 0; step < 20; step += 1) {
            const agent = start();
            // Steps by one, so that the test sees the taint before the next calls.
            const config = { ...run.toConfig(), interruptAfter: ['tools'] as const, recursionLimit: 200 };
            const result = (await agent.graph.invoke(input as never, config as never)) as { messages: unknown[] };
            readTaint(result.messages);
            input = null;
            if (isInterrupted(result)) {
              const [pending] = result.__interrupt__ as { value: { action_requests?: { id: string }[] } }[];
              const requests = pending?.value.action_requests;
              if (requests === undefined) continue;
              const chosen = requests.map(() => queue.shift() ?? 'reject');
              for (const [index, { id }] of requests.entries()) if (chosen[index] === 'approve') approved.add(id);
              input = new Command({ resume: { decisions: chosen.map((type) => ({ type })) } });
            } else if ((await agent.graph.getState(run.toConfig())).next.length === 0) break;
          }
          expect(violations).toEqual([]);
          expect([...ran.values()].every((times) => times === 1)).toBe(true);
        },
      ),
      { numRuns, seed: 7 },
    );
  });
});
