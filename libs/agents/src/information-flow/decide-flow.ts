import { type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';

import { type CallReason, type CallVerdict } from '../contract/index.js';
import { readText, toCallKey } from '../messages/index.js';
import { type Flow, type FlowSource } from '../run-state/index.js';
import { type ToolCatalog } from '../tool-catalog/index.js';
import { compareArguments, KnownText } from './dependence/index.js';
import { type InformationFlowPolicy } from './policy.js';

/** The most characters of one message that are compared with arguments. */
const maximumMessageCharacters = 100_000;

/** A call with all that the rules over the flow of information look at. */
export interface FlowQuestion {
  readonly tool: string;
  readonly args: unknown;
  readonly flow: Flow;
  readonly messages: readonly BaseMessage[];
  /** The instructions of the agent. */
  readonly instructions: readonly string[];
}

/** Decides about a call by what the run has read. */
export function decideFlow(question: FlowQuestion, policy: InformationFlowPolicy, catalog: ToolCatalog): CallVerdict {
  const { flow } = question;
  const { effect } = catalog.findLabels(question.tool);
  const [isUntrusted, isPrivate] = [flow.untrusted.length > 0, flow.private.length > 0];
  if (effect === 'none' || (!isUntrusted && !isPrivate)) return { outcome: 'allow', reasons: [] };
  const outcome = chooseOutcome(effect, isUntrusted, isPrivate, policy);
  if (outcome === 'allow') return { outcome, reasons: [] };
  const reasons = listReasons(flow);
  if (policy.no_question_for_arguments_from === 'nobody') return { outcome, reasons };
  const found = decideByOrigin(question, policy.no_question_for_arguments_from);
  return found.isKnown
    ? { outcome: 'allow', reasons: [found.reason] }
    : { outcome, reasons: [...reasons, found.reason] };
}

function chooseOutcome(
  effect: 'internal' | 'external',
  isUntrusted: boolean,
  isPrivate: boolean,
  policy: InformationFlowPolicy,
): CallVerdict['outcome'] {
  if (effect === 'internal') return isUntrusted ? policy.untrusted_internal : 'allow';
  if (isUntrusted && isPrivate) return policy.untrusted_and_private;
  return isUntrusted ? policy.untrusted : policy.private;
}

function listReasons(flow: Flow): CallReason[] {
  const untrusted = flow.untrusted.at(-1);
  const privateSource = flow.private.at(-1);
  return [
    ...(untrusted === undefined
      ? []
      : [toReason('run_read_untrusted_text', 'text that a stranger can write', untrusted)]),
    // No excerpt: a person who approves calls is not always one who may see private data.
    ...(privateSource === undefined
      ? []
      : [{ ...toReason('run_read_private_data', 'private data', privateSource), excerpt: undefined }]),
  ];
}

function toReason(code: CallReason['code'], what: string, source: FlowSource): CallReason {
  return {
    code,
    text: `The run has read ${what}, from the tool ${source.tool}.`,
    sourceTool: source.tool,
    excerpt: source.excerpt,
  };
}

/** Tells whether all arguments of a call come from the user, the instructions, or trusted results, or there are none. */
export function isFromKnownText(question: FlowQuestion): boolean {
  const { isKnown, reason } = decideByOrigin(question, 'trusted');
  return isKnown || reason.code === 'no_argument_to_compare';
}

function decideByOrigin(
  { args, flow, messages, instructions }: FlowQuestion,
  source: 'user' | 'trusted',
): { readonly isKnown: boolean; readonly reason: CallReason } {
  const userTexts = [
    ...instructions,
    ...messages
      .filter((message) => HumanMessage.isInstance(message) || SystemMessage.isInstance(message))
      .map(({ content }) => readText(content, maximumMessageCharacters)),
  ];
  const fromUser = compareArguments(args, new KnownText(userTexts));
  if (fromUser.origin === 'known') {
    const text = 'Every argument is in the words of the user or in the instructions.';
    return { isKnown: true, reason: { code: 'arguments_from_user', text } };
  }
  if (fromUser.origin === 'empty') {
    const text = 'The call has no argument by which its origin could be seen.';
    return { isKnown: false, reason: { code: 'no_argument_to_compare', text } };
  }
  let { path } = fromUser;
  if (source === 'trusted') {
    const trustedCalls = new Set(flow.trustedCalls);
    const results = messages
      .filter(
        (message, index) =>
          ToolMessage.isInstance(message) &&
          trustedCalls.has(toCallKey(messages.slice(0, index), message.tool_call_id)),
      )
      .map(({ content }) => readText(content, maximumMessageCharacters));
    const fromAll = compareArguments(args, new KnownText([...userTexts, ...results]));
    if (fromAll.origin === 'known') {
      const text = 'Every argument is in the words of the user, in the instructions, or in results of trusted tools.';
      return { isKnown: true, reason: { code: 'arguments_from_trusted_text', text } };
    }
    if (fromAll.origin === 'unknown') ({ path } = fromAll);
  }
  // The names in an argument can be text of the model.
  const name = /^[\w.]{1,100}$/.test(path) ? ` ${path}` : '';
  const text = `The argument${name} is not in the words of the user or in trusted text.`;
  return { isKnown: false, reason: { code: 'argument_of_unknown_origin', text } };
}
