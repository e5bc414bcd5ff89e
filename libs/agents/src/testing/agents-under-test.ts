import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import {
  Annotation,
  interrupt,
  type LangGraphRunnableConfig,
  messagesStateReducer,
  StateGraph,
} from '@langchain/langgraph';
import { type Moderator } from '@leeward/moderation';
import { moderationMiddleware } from '@leeward/moderation/langchain';
import { createAgent, humanInTheLoopMiddleware, tool } from 'langchain';
import { z } from 'zod';
import { type AgentGraph } from '../contract/index.js';
import { RuleChatModel } from './rule-chat-model.js';

/** Sent mails, by tests. */
export const sentMails: string[] = [];

/** Answers the last words of a person, and calls a tool when they say `mail:`. */
export const ruleModel = new RuleChatModel((messages) => {
  const last = messages.at(-1);
  if (last instanceof ToolMessage) return { pieces: ['Result: ', last.text] };
  const asked = messages.findLast((message) => HumanMessage.isInstance(message))?.text ?? '';
  // A text that the moderator does not see in the question.
  if (asked.startsWith('turn:'))
    return {
      pieces:
        [...asked.slice(5)]
          .reverse()
          .join('')
          .match(/.{1,3}/gs) ?? [],
    };
  if (!asked.startsWith('mail:')) return { pieces: ['You', ' said', `: ${asked}`] };
  return {
    pieces: [],
    toolCalls: [{ id: `call-${messages.length}`, name: 'send_mail', args: { text: asked.slice(5) } }],
  };
});

const sendMail = tool(
  ({ text }) => {
    sentMails.push(text);
    return `sent ${text}`;
  },
  { name: 'send_mail', description: 'Sends a mail.', schema: z.object({ text: z.string() }) },
);

/** An agent that is moderated inside, and asks before it sends a mail. */
export function createChatAgent(moderator: Moderator): AgentGraph {
  const agent = createAgent({
    model: ruleModel,
    tools: [sendMail],
    middleware: [moderationMiddleware({ moderator }), humanInTheLoopMiddleware({ interruptOn: { send_mail: true } })],
  });
  return agent.graph as unknown as AgentGraph;
}

/** An agent that nothing moderates inside. */
export function createBareAgent(): AgentGraph {
  return createAgent({ model: ruleModel, tools: [] }).graph as unknown as AgentGraph;
}

const stepsState = Annotation.Root({
  log: Annotation<string[]>({ reducer: (before, after) => before.concat(after), default: () => [] }),
  answer: Annotation<string>(),
  messages: Annotation({ reducer: messagesStateReducer, default: () => [] }),
});

/** A graph of three steps; the second one asks a question when the log begins with `ask`. */
export function createStepsGraph(): AgentGraph {
  return new StateGraph(stepsState)
    .addNode('first', ({ log }, config: LangGraphRunnableConfig) => {
      config.writer?.({ progress: 'first' });
      // A text that the moderator does not see in the input.
      if (log[0]?.startsWith('turn:')) config.writer?.([...log[0].slice(5)].reverse().join(''));
      return { log: ['first'] };
    })
    .addNode('second', ({ log }) => {
      if (log[0] === 'fail') throw new Error('The second step failed.');
      return log[0] === 'ask'
        ? { answer: interrupt<unknown, string>({ question: 'Which?' }), log: ['second'] }
        : { log: ['second'] };
    })
    .addNode('third', () => ({ log: ['third'] }))
    .addEdge('__start__', 'first')
    .addEdge('first', 'second')
    .addEdge('second', 'third')
    .compile() as unknown as AgentGraph;
}

/** Lets a test decide when a step of the waiting graph goes on. */
export class Gate {
  #open: (() => void)[] = [];

  /** The steps that wait now. */
  get waiting(): number {
    return this.#open.length;
  }

  wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#open.push(resolve);
      signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }

  open(): void {
    for (const resolve of this.#open.splice(0)) resolve();
  }
}

/** A graph whose step waits for a gate. */
export function createWaitingGraph(gate: Gate): AgentGraph {
  return new StateGraph(stepsState)
    .addNode('before', () => ({ log: ['before'] }))
    .addNode('wait', async (_state, config: LangGraphRunnableConfig) => {
      await gate.wait(config.signal);
      return { log: ['waited'] };
    })
    .addEdge('__start__', 'before')
    .addEdge('before', 'wait')
    .compile() as unknown as AgentGraph;
}

/** A graph with a graph as its second step, which asks when the log begins with `ask`. */
export function createNestedGraph(): AgentGraph {
  const inner = new StateGraph(stepsState)
    .addNode('speak', async () => ({ log: ['speak'], messages: [await ruleModel.invoke('inside')] }))
    .addNode('act', ({ log }) => ({
      log: ['act'],
      ...(log[0] === 'ask' ? { answer: interrupt<string, string>('Sure?') } : {}),
    }))
    .addEdge('__start__', 'speak')
    .addEdge('speak', 'act')
    .compile();
  return new StateGraph(stepsState)
    .addNode('before', () => ({ log: ['before'] }))
    .addNode('inner', inner)
    .addEdge('__start__', 'before')
    .addEdge('before', 'inner')
    .compile() as unknown as AgentGraph;
}
