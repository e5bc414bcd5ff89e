import { type Moderator } from '../moderator/moderator.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { raceAbort } from '../scheduling/race-abort.js';
import { withTimeout } from '../scheduling/with-timeout.js';
import { type GateEvent, PartGate, type GatePartEvent, type GateStreamOptions, type PartReaders } from './part-gate.js';

/**
 * Gates a stream of text. Moderates when a window is full, or when text has waited for the policy's
 * `gate.maximumWaitMs`, so that a slow model still streams. Calls the source's `return()` on a stop, on an abort, and
 * when the reader leaves.
 * @throws the error of the source, and the reason of the signal.
 *
 * @example
 * for await (const event of gateText(answer, moderator, { requestId: 'request-1' })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 *   if (event.type === 'stop') console.log(policyMessage(moderator.policy, event.verdict));
 * }
 */
export async function* gateText(
  source: AsyncIterable<string>,
  moderator: Moderator,
  options: GateStreamOptions,
): AsyncGenerator<GateEvent, void, undefined> {
  const gated = gateParts(source, moderator, { ...options, readText: (text: string) => text });
  for await (const event of gated) {
    if (event.type !== 'part' && event.type !== 'tool-call') yield event;
  }
}

/**
 * Gates a stream of parts, some of which carry text or pieces of tool calls. Other parts are yielded in order, after
 * the text before them. Tool calls are yielded whole, when a part that is neither text nor a tool call follows, or at
 * the end.
 * @throws the error of the source, and the reason of the signal.
 */
export async function* gateParts<Part>(
  source: AsyncIterable<Part>,
  moderator: Moderator,
  options: GateStreamOptions & PartReaders<Part>,
): AsyncGenerator<GatePartEvent<Part>, void, undefined> {
  const { signal } = options;
  const gate = new PartGate(moderator, options);
  const iterator = source[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<Part>> | undefined;
  let isDone = false;
  try {
    while (!isDone && !gate.isStopped) {
      next ??= iterator.next();
      const arrived = await settleWithin(next, gate.checkDueInMs, signal);
      isDone = arrived !== 'late' && arrived.done === true;
      if (arrived !== 'late') next = undefined;
      const events = await passTo(gate, arrived);
      signal?.throwIfAborted();
      const last = events.at(-1);
      // After the check of the signal: a listener may abort it, and the stop is yielded all the same.
      if (last?.type === 'stop') notifyListener(options.onStop, last.verdict);
      yield* events;
    }
  } finally {
    if (!isDone) endIterator(iterator, next);
  }
}

/** Tells the gate what the source did: it yielded a part, ended, or yielded nothing in time. */
function passTo<Part>(
  gate: PartGate<Part>,
  arrived: IteratorResult<Part> | 'late',
): Promise<readonly GatePartEvent<Part>[]> {
  if (arrived === 'late') return gate.check();
  return arrived.done === true ? gate.end() : gate.push(arrived.value);
}

/** Ends a source without waiting for it: a source that hangs must not hold its reader. */
function endIterator<Part>(iterator: AsyncIterator<Part>, next: Promise<IteratorResult<Part>> | undefined): void {
  const ignore = (): undefined => undefined;
  next?.catch(ignore);
  void Promise.resolve(iterator.return?.()).catch(ignore);
}

/** Returns the value of a promise, or `late` when it takes longer than `limitMs` (undefined: no limit). */
function settleWithin<Value>(
  value: Promise<Value>,
  limitMs: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Value | 'late'> {
  if (limitMs === undefined) return raceAbort(value, signal);
  return withTimeout(value, limitMs, () => 'late', signal);
}
