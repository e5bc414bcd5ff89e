import { type JsonValue, type RunEvent, type RunRecord } from '../../contract/index.js';
import { type AgentStep, readAgentSteps } from '../agent-steps.js';

/** Writes the events of a run as a UI message stream, which the AI SDK's `useChat` reads. */
export async function* toUiMessageStream(
  { id, threadId, arguments: { deletesThread } }: RunRecord,
  events: AsyncIterable<RunEvent>,
): AsyncGenerator<{ readonly data: string }> {
  const parts = new UiParts();
  const metadata = { runId: id, ...(deletesThread ? {} : { threadId }) };
  yield write({ type: 'start', messageId: id, messageMetadata: metadata });
  yield write({ type: 'start-step' });
  for await (const step of readAgentSteps(events)) {
    // A thread on which a question waits is kept.
    if (step.type === 'interrupt') yield write({ type: 'message-metadata', messageMetadata: { runId: id, threadId } });
    for (const part of parts.map(step)) yield write(part);
    if (step.type !== 'error') continue;
    yield { data: '[DONE]' };
    return;
  }
  for (const part of parts.endText()) yield write(part);
  yield write({ type: 'finish-step' });
  yield write({ type: 'finish' });
  yield { data: '[DONE]' };
}

type UiPart = Readonly<Record<string, JsonValue>>;

function write(part: UiPart): { readonly data: string } {
  return { data: JSON.stringify(part) };
}

/** Converts steps of an agent to parts of a message. */
class UiParts {
  #openText: string | undefined;
  /** The id of the message whose text is open. */
  #message: string | undefined;
  #texts = 0;
  readonly #calls = new Set<string>();

  *map(step: AgentStep): Generator<UiPart> {
    if (step.type === 'text') yield* this.#mapText(step.messageId, step.text);
    else if (step.type !== 'values') yield* this.endText();
    if (step.type === 'tool-call' && !this.#calls.has(step.id)) {
      this.#calls.add(step.id);
      yield { type: 'tool-input-available', toolCallId: step.id, toolName: step.name, input: step.args, dynamic: true };
    } else if (step.type === 'tool-result' && this.#calls.has(step.id)) {
      yield step.isError
        ? { type: 'tool-output-error', toolCallId: step.id, errorText: String(step.result), dynamic: true }
        : { type: 'tool-output-available', toolCallId: step.id, output: step.result, dynamic: true };
    } else if (step.type === 'interrupt') {
      yield { type: 'data-interrupt', data: step.interrupts };
    } else if (step.type === 'error') {
      yield { type: 'error', errorText: step.message };
    }
  }

  *endText(): Generator<UiPart> {
    if (this.#openText === undefined) return;
    yield { type: 'text-end', id: this.#openText };
    this.#openText = undefined;
  }

  *#mapText(messageId: string, delta: string): Generator<UiPart> {
    if (this.#message !== messageId) yield* this.endText();
    if (this.#openText === undefined) {
      this.#texts += 1;
      this.#message = messageId;
      this.#openText = `text-${this.#texts}`;
      yield { type: 'text-start', id: this.#openText };
    }
    yield { type: 'text-delta', id: this.#openText, delta };
  }
}
