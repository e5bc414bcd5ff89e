import { type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';

import { emptyFlow, type Flow, type FlowSource, mergeFlows } from '../run-state/index.js';
import { type ToolCatalog } from '../tool-catalog/index.js';
import { findFlowScope } from './flow-scope.js';
import { isReviewerMessage, readText } from '../messages/index.js';

/** The most characters of a source that people are shown. */
const maximumExcerpt = 200;

/** Reads what a run has read: from its state, from its messages, and from the run that called it as a tool. */
export function readFlow(
  state: { readonly messages: readonly BaseMessage[]; readonly _leeward_flow?: Flow | undefined },
  catalog: ToolCatalog,
  options: { readonly untrustedAttachments: boolean },
): Flow {
  const kept = mergeFlows(state._leeward_flow ?? emptyFlow, findFlowScope()?.inherited ?? emptyFlow);
  // The state is the memory that counts. The messages are read as well: a client may have put them there.
  const known = new Set([...kept.untrusted, ...kept.private].map(({ callId }) => callId));
  const fromMessages = state.messages.map((message) => {
    if (ToolMessage.isInstance(message) && !known.has(message.tool_call_id) && !isReviewerMessage(message)) {
      return { ...toFlow(message, message.name ?? '', catalog), trustedCalls: [] };
    }
    return options.untrustedAttachments && hasAttachment(message) ? toAttachmentFlow(message) : emptyFlow;
  });
  return fromMessages.reduce(mergeFlows, kept);
}

/** Tells what a run has read with the result of one call. */
export function toFlow(message: ToolMessage, tool: string, catalog: ToolCatalog): Flow {
  const { reads } = catalog.findLabels(tool);
  const source: FlowSource = {
    // The name in a call can be any text that a model wrote.
    tool: catalog.find(tool) === undefined ? 'unknown' : tool,
    callId: message.tool_call_id,
    excerpt: readText(message.content, maximumExcerpt),
  };
  return {
    untrusted: reads.includes('untrusted') ? [source] : [],
    private: reads.includes('private') ? [source] : [],
    trustedCalls: [],
  };
}

/** Tells whether the result of a tool is neither untrusted nor private by its labels. */
export function readsTrusted(tool: string, catalog: ToolCatalog): boolean {
  return catalog.findLabels(tool).reads.every((label) => label === 'trusted');
}

function hasAttachment(message: BaseMessage): boolean {
  return (
    HumanMessage.isInstance(message) &&
    Array.isArray(message.content) &&
    message.content.some((block) => block.type !== 'text')
  );
}

function toAttachmentFlow(message: BaseMessage): Flow {
  return {
    ...emptyFlow,
    untrusted: [
      { tool: 'attachment', callId: message.id ?? 'attachment', excerpt: readText(message.content, maximumExcerpt) },
    ],
  };
}
