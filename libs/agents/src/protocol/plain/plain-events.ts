import { type JsonObject, type JsonValue, type RunEvent, type RunRecord } from '../../contract/index.js';
import { readAgentSteps, toText } from '../agent-steps.js';
import { isJsonObject } from '../to-wire.js';

/** Writes the result of a run for plain clients. */
export function toPlainResult(
  { threadId, id, arguments: { deletesThread } }: RunRecord,
  values: JsonValue,
): JsonObject {
  const { __error__: error, __interrupt__: interrupts, ...output } = isJsonObject(values) ? values : {};
  const status = error !== undefined ? 'error' : interrupts !== undefined ? 'interrupted' : 'success';
  return {
    run_id: id,
    // A thread on which a question waits is kept.
    ...(deletesThread && interrupts === undefined ? {} : { thread_id: threadId }),
    status,
    ...(error === undefined ? { text: readLastText(output), output } : { error }),
    ...(interrupts === undefined ? {} : { interrupts }),
  };
}

function readLastText({ messages }: JsonObject): string | null {
  const last = Array.isArray(messages) ? (messages as readonly JsonValue[]).at(-1) : undefined;
  return isJsonObject(last) && last['type'] === 'ai' ? toText(last['content']) : null;
}

/** Writes the events of a run for plain clients. The last one is `done` or `error`. */
export async function* toPlainEvents(
  run: RunRecord,
  events: AsyncIterable<RunEvent>,
): AsyncGenerator<{ readonly event: string; readonly data: string }> {
  let values: JsonValue = {};
  for await (const step of readAgentSteps(events)) {
    if (step.type === 'values') ({ values } = step);
    else {
      const { type, ...data } = step;
      yield { event: type, data: JSON.stringify(data) };
      if (type === 'error') return;
    }
  }
  yield { event: 'done', data: JSON.stringify(toPlainResult(run, values)) };
}
