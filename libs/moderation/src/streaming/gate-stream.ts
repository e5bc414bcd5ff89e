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
  let arrived: IteratorResult<Part> | 'late' = 'late';
  let isDone = false;
  try {
    while (!gate.isEnded) {
      if (!isDone) {
        next ??= iterator.next();
        arrived = await settleWithin(next, gate, signal);
        isDone = arrived !== 'late' && arrived.done === true;
        if (arrived !== 'late') next = undefined;
      }
      const events = await passTo(gate, arrived);
      signal?.throwIfAborted();
      const last = events.at(-1);
      // After the check of the signal: a listener may abort it, and the stop is yielded all the same.
      if (last?.type === 'stop') notifyListener(options.onStop, last.verdict);
      yield* events;
    }
  } finally {
    gate.close();
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

/** Returns what a source yields, or `late` when the gate has something to do before. */
function settleWithin<Part>(
  next: Promise<IteratorResult<Part>>,
  gate: PartGate<Part>,
  signal: AbortSignal | undefined,
): Promise<IteratorResult<Part> | 'late'> {
  const limitMs = gate.checkDueInMs;
  const checked = gate.whenChecked()?.then((): 'late' => 'late');
  const first = checked === undefined ? next : Promise.race([next, checked]);
  if (limitMs === undefined) return raceAbort(first, signal);
  return withTimeout(first, limitMs, (): 'late' => 'late', signal);
}
