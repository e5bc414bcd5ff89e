import { type ChatRequestMessage } from '../schema/chat-message.schema.js';

/** The result of a call that has none. */
export const missingResult = 'There is no result.';

/** A history whose calls and results fit together, and what was changed. */
export interface RepairedHistory {
  readonly messages: readonly ChatRequestMessage[];
  /** The indices of the messages that were left out, got a result or lost their text. */
  readonly changed: readonly number[];
}

/**
 * Makes calls and results fit together, as histories that were cut or merged often do not: a result without its call is left
 * out, and a call without a result gets one that says so.
 *
 * @param hasTextBesideCalls whether the template can write an answer with text and calls; otherwise its text is left out
 */
export function repairHistory(messages: readonly ChatRequestMessage[], hasTextBesideCalls: boolean): RepairedHistory {
  const repaired: ChatRequestMessage[] = [];
  const changed = new Set<number>();
  let open: OpenCalls = { ids: new Set(), index: -1 };
  const fillOpen = (): void => {
    for (const id of open.ids) {
      changed.add(open.index);
      repaired.push({ role: 'tool', content: missingResult, tool_call_id: id });
    }
    open.ids.clear();
  };
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') {
      if (open.ids.delete(message.tool_call_id)) repaired.push(message);
      else changed.add(index);
      continue;
    }
    // A system message between calls and results is moved behind them later.
    if (message.role === 'user' || message.role === 'assistant') fillOpen();
    if (message.role !== 'assistant') {
      repaired.push(message);
      continue;
    }
    const losesText = !hasTextBesideCalls && message.content !== '' && message.tool_calls.length > 0;
    if (losesText) changed.add(index);
    repaired.push(losesText ? { ...message, content: '' } : message);
    open = { ids: new Set(message.tool_calls.map(({ id }) => id)), index };
  }
  fillOpen();
  return { messages: repaired, changed: [...changed].sort((one, other) => one - other) };
}

/** The calls of the latest answer that have no result yet, and the index of that answer. */
interface OpenCalls {
  readonly ids: Set<string>;
  readonly index: number;
}
