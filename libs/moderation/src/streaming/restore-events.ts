import { type RedactionVault } from '../redaction/vault.js';
import { type TextRestorer } from '../redaction/text-restorer.js';
import { restoreArguments } from '../values/restore-value.js';
import { type GateEvent, type GatePartEvent } from './part-gate.js';

type ToolCallEvent = Extract<GatePartEvent<unknown>, { readonly type: 'tool-call' }>;

/**
 * Restores the text and the tool calls of a gated stream from a vault. A placeholder that is split over events waits until it is
 * complete, and other events wait behind it. Parts stay as they are.
 *
 * @example
 * const gated = gateText(answer, moderator, { requestId: 'request-1', vault });
 * for await (const event of restoreEvents(gated, vault)) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export function restoreEvents(
  events: AsyncIterable<GateEvent>,
  vault: RedactionVault,
): AsyncGenerator<GateEvent, void, undefined>;
export function restoreEvents<Part>(
  events: AsyncIterable<GatePartEvent<Part>>,
  vault: RedactionVault,
): AsyncGenerator<GatePartEvent<Part>, void, undefined>;
export async function* restoreEvents<Part>(
  events: AsyncIterable<GatePartEvent<Part>>,
  vault: RedactionVault,
): AsyncGenerator<GatePartEvent<Part>, void, undefined> {
  const restorer = vault.createTextRestorer();
  let waiting: GatePartEvent<Part>[] = [];
  for await (const event of events) {
    if (event.type === 'text-delta') {
      const { released, rest } =
        waiting.length === 0 ? { released: '', rest: event.text } : release(restorer, event.text);
      if (released !== '') {
        yield { type: 'text-delta', text: released };
        yield* waiting;
        waiting = [];
      }
      const text = restorer.push(rest);
      if (text !== '') yield { type: 'text-delta', text };
    } else if (event.type === 'part' || event.type === 'tool-call') {
      const restored = event.type === 'tool-call' ? restoreCall(event, vault) : event;
      if (restorer.held === '') yield restored;
      else waiting.push(restored);
    } else {
      const text = restorer.end();
      if (text !== '') yield { type: 'text-delta', text };
      yield* waiting;
      yield event;
    }
  }
}

/** Adds characters until the text that was held is released, so that other events follow it at once. */
function release(restorer: TextRestorer, text: string): { readonly released: string; readonly rest: string } {
  let position = 0;
  for (const character of text) {
    position += character.length;
    const released = restorer.push(character);
    if (released !== '') return { released, rest: text.slice(position) };
  }
  return { released: '', rest: '' };
}

function restoreCall({ call }: ToolCallEvent, vault: RedactionVault): ToolCallEvent {
  const { key, name, arguments: written } = call;
  return { type: 'tool-call', call: { key, name: vault.restore(name), arguments: restoreArguments(written, vault) } };
}
