import { fileURLToPath } from 'node:url';
import { type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { Command, isInterrupted, INTERRUPT, MemorySaver } from '@langchain/langgraph';
import { createAgentMiddleware, createSearchDocumentsTool, DocumentIndex, labelTool } from '@leeward/agents';
import { ChatMixtral, type EmbeddingEngine, type Engine, MixtralEmbeddings } from '@leeward/mixtral-llm';
import { createModerator } from '@leeward/moderation';
import { moderateAgentInput, moderationMiddleware } from '@leeward/moderation/langchain';
import { AIMessage, createAgent, createMiddleware, tool } from 'langchain';
import { z } from 'zod';

/** The help pages of a ferry line. A visitor has left an order to the agent on one of them. */
const folder = fileURLToPath(new URL('../help-pages/', import.meta.url));

/** The decision of a person about a ticket. */
interface Decision {
  readonly type: 'approve' | 'reject';
  readonly message?: string;
}

/** The questions of customers, each with the decision of a person where a ticket waits for one. */
const conversations: readonly { readonly question: string; readonly decision?: Decision }[] = [
  { question: 'Until when can I get a refund?' },
  {
    question: 'How many bags may I bring?',
    decision: { type: 'reject', message: 'The customer did not ask for that.' },
  },
  { question: 'Please open a ticket: I left my bicycle on the ferry.', decision: { type: 'approve' } },
];

const reject: Decision = { type: 'reject' };

/** Describes a call that waits for a person. */
interface WaitingCall {
  readonly name: string;
  readonly args: object;
  readonly reasons: readonly { readonly text: string; readonly excerpt?: string }[];
}

/**
 * Chooses the tools in place of the default model, which is too small for it. It opens a ticket for whoever says so: a customer,
 * or a page. The model itself answers from a page.
 */
const chooseTools = createMiddleware({
  name: 'ChooseTools',
  wrapModelCall: (request, handler) => {
    const { messages } = request;
    const last = messages.at(-1);
    const text = last?.text ?? '';
    const order = isTicket(last) ? undefined : /open a ticket: ([^."]+\.)/i.exec(text)?.[1];
    if (order !== undefined) return toCall('open_ticket', { text: order });
    if (HumanMessage.isInstance(last)) return toCall('search_documents', { query: text });
    const question = messages.find((message) => HumanMessage.isInstance(message))?.text ?? '';
    const page = messages.find((message) => ToolMessage.isInstance(message) && message.name === 'search_documents');
    if (page === undefined) return new AIMessage(text);
    const prompt = new HumanMessage(`${page.text}\n\nAnswer in one short sentence: ${question}`);
    return handler({ ...request, tools: [], messages: [prompt] });
  },
});

function toCall(name: string, args: Record<string, unknown>): AIMessage {
  return new AIMessage({ content: '', tool_calls: [{ type: 'tool_call', id: `call-${name}`, name, args }] });
}

function isTicket(message: BaseMessage | undefined): boolean {
  return ToolMessage.isInstance(message) && message.name === 'open_ticket';
}

/**
 * Runs the help desk of a ferry line: an agent that searches help pages, and opens tickets once a person has approved them.
 *
 * @returns a transcript of three conversations, and the tickets that were opened
 */
export async function supportDesk(
  engine: Engine,
  embeddingEngine: EmbeddingEngine,
): Promise<{ readonly transcript: string; readonly tickets: readonly string[] }> {
  const tickets: string[] = [];
  const moderator = createModerator();
  const embeddings = new MixtralEmbeddings({ engine: embeddingEngine });
  const index = DocumentIndex.open({ folder, moderator, embeddings, embeddingsName: 'default' });
  const openTicket = tool(({ text }: { text: string }) => `Ticket ${tickets.push(text)} is open.`, {
    name: 'open_ticket',
    description: 'Opens a ticket, which the staff of the ferry line works on.',
    schema: z.object({ text: z.string() }),
  });
  const tools = [
    createSearchDocumentsTool({ index, maximumResults: 1 }),
    labelTool(openTicket, { reads: ['trusted'], effect: 'external' }),
  ];
  const desk = createAgent({
    model: new ChatMixtral({ engine, temperature: 0, maxTokens: 60 }),
    tools,
    systemPrompt: 'You answer customers of a ferry line from its help pages, in one short sentence.',
    checkpointer: new MemorySaver(),
    middleware: [
      moderationMiddleware({ moderator }),
      ...createAgentMiddleware({ tools, moderator, approvals: { open_ticket: 'always' } }),
      chooseTools,
    ],
  });
  const lines: string[] = [];
  try {
    for (const [number, { question, decision = reject }] of conversations.entries()) {
      const config = { configurable: { thread_id: `conversation-${number}` } };
      const input = await moderateAgentInput({ messages: [{ role: 'user', content: question }] }, { moderator });
      let result = await desk.invoke(input, config);
      lines.push(...describeMessages(result.messages));
      if (isInterrupted<{ action_requests: WaitingCall[] }>(result)) {
        lines.push(...describeWaiting(result[INTERRUPT][0]?.value?.action_requests ?? []), describeDecision(decision));
        const { length } = result.messages;
        // The answer of the person is sent twice, as by a second click. The second one finds nothing to do.
        result = await desk.invoke(new Command({ resume: { decisions: [decision] } }), config);
        await desk.invoke(new Command({ resume: { decisions: [decision] } }), config);
        lines.push(...describeMessages(result.messages.slice(length)));
      }
      lines.push('');
    }
  } finally {
    await index.close();
  }
  lines.push(`Tickets: ${tickets.length === 0 ? 'none' : tickets.join(' | ')}`);
  return { transcript: lines.join('\n'), tickets };
}

function describeMessages(messages: readonly BaseMessage[]): string[] {
  const names: Readonly<Record<string, string>> = { human: 'customer', ai: 'agent', tool: 'result' };
  return messages.flatMap((message) => [
    ...(message.text === '' ? [] : [`${(names[message.type] ?? message.type).padEnd(8)} | ${message.text}`]),
    ...(AIMessage.isInstance(message) ? (message.tool_calls ?? []) : []).map(
      ({ name, args }) => `calls    | ${name}(${JSON.stringify(args)})`,
    ),
  ]);
}

function describeWaiting(calls: readonly WaitingCall[]): string[] {
  return calls.flatMap(({ name, reasons }) => [
    `STOPPED  | ${name} waits for a person.`,
    ...reasons.flatMap(({ text, excerpt }) => [
      `because  | ${text}`,
      ...(excerpt === undefined ? [] : [`it read  | ${excerpt}`]),
    ]),
  ]);
}

function describeDecision({ type, message }: Decision): string {
  return `person   | ${type}${message === undefined ? '' : `: ${message}`} (sent twice)`;
}
