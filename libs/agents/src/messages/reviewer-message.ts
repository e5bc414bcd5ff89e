import { ToolMessage } from '@langchain/core/messages';
import { type JsonValue } from '../contract/index.js';

/** The field that marks a message that stands in for the result of a call. */
const markerKey = 'leeward_reviewer';

/** Creates the message that answers a call that did not run, in place of a result. */
export function createReviewerMessage(
  call: { readonly id?: string | undefined; readonly name: string },
  content: string,
  status: 'success' | 'error',
): ToolMessage {
  return new ToolMessage({
    content,
    tool_call_id: call.id ?? '',
    name: call.name,
    status,
    additional_kwargs: { [markerKey]: true },
  });
}

/** Removes the marks from a value of a caller: only this server says that a call did not run. */
export function withoutReviewerMarks<Value extends JsonValue | undefined>(value: Value): Value {
  if (value === undefined) return value;
  const text = JSON.stringify(value, (key, part: unknown) => (key === markerKey ? undefined : part));
  return JSON.parse(text) as Value;
}

/** Tells whether a message stands in for the result of a call that did not run. */
export function isReviewerMessage(message: ToolMessage): boolean {
  return message.additional_kwargs[markerKey] === true;
}
