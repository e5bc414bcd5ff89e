import { type Attributes } from '@opentelemetry/api';
import { type ApprovedMessage, type ObservedCall, type ObservedEvent } from '../contract/observed-answer.js';

/** The most characters of text in one attribute: spans wait in memory until they are exported. */
const maximumCharacters = 32_768;

type Part =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'tool_call'; readonly id: string; readonly name: string; readonly arguments: string };

/** Writes the newest messages of the input that fit, as the conventions have it. */
export function toInputMessages(messages: readonly ApprovedMessage[]): Attributes {
  const written: object[] = [];
  let left = maximumCharacters;
  for (const { role, text, calls = [] } of messages.toReversed()) {
    const parts = toParts(text, calls);
    left -= countCharacters(parts);
    if (left < 0) break;
    written.unshift({ role, parts });
  }
  return { 'gen_ai.input.messages': JSON.stringify(written) };
}

/** Collects the moderated text and calls of an answer, up to a limit. */
export class ApprovedOutput {
  readonly #choices = new Map<number, { text: string; calls: ObservedCall[]; reason: string | undefined }>();
  #left = maximumCharacters;

  add(choice: number, event: ObservedEvent): void {
    const collected = this.#choices.get(choice) ?? { text: '', calls: [], reason: undefined };
    this.#choices.set(choice, collected);
    if (event.type === 'finish') {
      collected.reason = event.reason;
      return;
    }
    this.#left -= event.type === 'text-delta' ? event.text.length : countCharacters(toParts('', [event.call]));
    if (this.#left < 0) return;
    if (event.type === 'text-delta') collected.text += event.text;
    else collected.calls.push(event.call);
  }

  toAttributes(): Attributes {
    const messages = [...this.#choices.values()].map(({ text, calls, reason }) => ({
      role: 'assistant',
      parts: toParts(text, calls),
      finish_reason: reason,
    }));
    return { 'gen_ai.output.messages': JSON.stringify(messages) };
  }
}

function toParts(text: string, calls: readonly ObservedCall[]): readonly Part[] {
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, content: text }]),
    ...calls.map(({ id, name, arguments: given }) => ({ type: 'tool_call' as const, id, name, arguments: given })),
  ];
}

function countCharacters(parts: readonly Part[]): number {
  return parts.reduce(
    (sum, part) => sum + (part.type === 'text' ? part.content.length : part.name.length + part.arguments.length),
    0,
  );
}
