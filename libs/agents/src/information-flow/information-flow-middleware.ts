import { ToolMessage } from '@langchain/core/messages';
import { Command, isCommand } from '@langchain/langgraph';
import { type AgentMiddleware, createMiddleware } from 'langchain';

import { toCallKey } from '../messages/index.js';
import { emptyFlow, type Flow, mergeFlows, runStateSchema } from '../run-state/index.js';
import { type ToolCatalog } from '../tool-catalog/index.js';
import { isFromKnownText } from './decide-flow.js';
import { findFlowScope, FlowScope, runInFlowScope } from './flow-scope.js';
import { type InformationFlowPolicy } from './policy.js';
import { readFlow, readsTrusted, toFlow } from './read-flow.js';

/** The options of `informationFlowMiddleware`. */
export interface InformationFlowMiddlewareOptions {
  readonly catalog: ToolCatalog;
  readonly policy: InformationFlowPolicy;
  /** The instructions of the agent. */
  readonly instructions: readonly string[];
}

/**
 * Creates middleware that remembers what a run has read, in its state and so in its checkpoints.
 *
 * It also tells an agent in a tool what this run has read, and this run what that agent has read.
 */
export function informationFlowMiddleware(options: InformationFlowMiddlewareOptions): AgentMiddleware {
  const { catalog, policy, instructions } = options;
  const untrustedAttachments = policy.untrusted_attachments;
  const middleware = createMiddleware({
    name: 'InformationFlowMiddleware',
    stateSchema: runStateSchema,
    // Messages that are summarised later may hold an attachment, so it is written down before the model runs.
    beforeModel: (state) => {
      const flow = readFlow(state, catalog, { untrustedAttachments });
      findFlowScope()?.add(flow);
      return { _leeward_flow: flow };
    },
    wrapToolCall: async (request, handler) => {
      const { toolCall, state } = request;
      const before = readFlow(state, catalog, { untrustedAttachments });
      const scope = new FlowScope(before);
      const result = await runInFlowScope(scope, async () => handler(request));
      const message = findToolMessage(result, toolCall.id);
      const read = mergeFlows(
        toFlow(message ?? new ToolMessage({ content: '', tool_call_id: toolCall.id ?? '' }), toolCall.name, catalog),
        scope.collected,
      );
      const question = {
        tool: toolCall.name,
        args: toolCall.args,
        flow: before,
        messages: state.messages,
        instructions,
      };
      const isTrusted =
        readsTrusted(toolCall.name, catalog) &&
        scope.collected === emptyFlow &&
        // A trusted tool may repeat its arguments, which a stranger may have written.
        (isUntouched(before) || isFromKnownText(question));
      const trustedCalls = isTrusted && toolCall.id !== undefined ? [toCallKey(state.messages, toolCall.id)] : [];
      const flow = { ...read, trustedCalls };
      findFlowScope()?.add(flow);
      return withUpdate(result, flow);
    },
  });
  return middleware as unknown as AgentMiddleware;
}

function isUntouched(flow: Flow): boolean {
  return flow.untrusted.length === 0 && flow.private.length === 0;
}

function findToolMessage(result: ToolMessage | Command, callId: string | undefined): ToolMessage | undefined {
  if (!isCommand(result)) return result;
  const { messages } = (result.update ?? {}) as { readonly messages?: unknown };
  const list: readonly unknown[] = Array.isArray(messages) ? messages : [messages];
  return list.find(
    (message): message is ToolMessage => ToolMessage.isInstance(message) && message.tool_call_id === callId,
  );
}

/** Adds what was read to the update of the state that the result of a tool makes. */
function withUpdate(result: ToolMessage | Command, flow: Flow): ToolMessage | Command {
  if (!isCommand(result)) return new Command({ update: { messages: [result], _leeward_flow: flow } });
  const { graph, update, resume, goto } = result;
  // An update of the graph around the agent: it may not know the field, and reads the message again.
  if (graph !== undefined) return result;
  const pairs: [string, unknown][] = Array.isArray(update) ? update : Object.entries(update ?? {});
  return new Command({ resume, goto, update: [...pairs, ['_leeward_flow', flow]] });
}
