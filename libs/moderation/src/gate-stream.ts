import { ConfigurationError } from './errors.js';
import { type Moderator } from './moderator.js';
import { type GateInput, type GateStep, StreamGate } from './stream-gate.js';
import { type BlockVerdict, type ErrorVerdict } from './verdict.js';

/** How a stream is gated. */
export interface GateStreamOptions extends GateInput {
  /** Ends the stream: `gateText` and `gateParts` throw its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called at once when the gate stops the stream, so that the caller can end a generation that is under way. */
  readonly onStop?: ((verdict: BlockVerdict | ErrorVerdict) => void) | undefined;
}

/** What comes out of a gate. The last event is one `stop` or one `finish`. */
export type GateEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'stop'; readonly verdict: BlockVerdict | ErrorVerdict }
  | { readonly type: 'finish' };

/** What comes out of a gate for a stream that carries more than text. */
export type GatePartEvent<Part> = GateEvent | { readonly type: 'part'; readonly part: Part };

/** Parts that wait behind held text: a stream that sends more is broken. */
const maximumWaitingParts = 10_000;

/**
 * Gates a stream of text. Checks when a window is full, or when text has waited for the policy's `maximumWaitMs`, so that
 * a slow model still streams. On a stop, an abort, or when the reader leaves, the source's `return()` is called.
 * @throws what the source throws, and the signal's reason.
 */
export async function* gateText(
  source: AsyncIterable<string>,
  moderator: Moderator,
  options: GateStreamOptions,
): AsyncGenerator<GateEvent, void, undefined> {
  const gated = gateParts(source, moderator, { ...options, textOf: (text: string) => text });
  for await (const event of gated) {
    if (event.type !== 'part') yield event;
  }
}

/**
 * Gates a stream of parts, some of which carry text. The others come out behind all text that came before them, in order.
 * @throws what the source throws, and the signal's reason.
 */
export async function* gateParts<Part>(
  source: AsyncIterable<Part>,
  moderator: Moderator,
  options: GateStreamOptions & { readonly textOf: (part: Part) => string | undefined },
): AsyncGenerator<GatePartEvent<Part>, void, undefined> {
  const { signal, textOf } = options;
  const gate = new StreamGate(moderator, options, { signal });
  const { maximumWaitMs } = moderator.policy.gate;
  const iterator = source[Symbol.asyncIterator]();
  const waiting: { readonly part: Part; readonly behind: number }[] = [];
  let pushed = 0;
  let waitsSince: number | undefined;
  let next: Promise<IteratorResult<Part>> | undefined;
  let isDone = false;

  function* emit(step: GateStep): Generator<GatePartEvent<Part>, boolean, undefined> {
    if (step.released !== '') yield { type: 'text-delta', text: step.released };
    if (step.stopped !== undefined) {
      options.onStop?.(step.stopped);
      yield { type: 'stop', verdict: step.stopped };
      return true;
    }
    for (let first = waiting[0]; first !== undefined && first.behind <= gate.releasedCharacters; first = waiting[0]) {
      waiting.shift();
      yield { type: 'part', part: first.part };
    }
    return false;
  }

  try {
    while (!isDone) {
      next ??= iterator.next();
      const patience = waitsSince === undefined ? undefined : waitsSince + maximumWaitMs - performance.now();
      const arrived = await settleWithin(next, patience, signal);
      let step: GateStep;
      if (arrived === 'late') {
        step = await gate.check();
      } else if (arrived.done === true) {
        isDone = true;
        step = await gate.end();
      } else {
        next = undefined;
        const text = textOf(arrived.value);
        if (text === undefined) {
          if (waiting.length >= maximumWaitingParts) throw tooManyParts();
          waiting.push({ part: arrived.value, behind: pushed });
          step = { released: '' };
        } else {
          pushed += text.length;
          step = await gate.push(text);
        }
      }
      signal?.throwIfAborted();
      if (!gate.hasUnchecked) waitsSince = undefined;
      else waitsSince ??= performance.now();
      if (yield* emit(step)) return;
    }
    yield { type: 'finish' };
  } finally {
    if (!isDone) leave(iterator, next);
  }
}

/** Ends a source that is not done. It is not waited for: a source that hangs must not hold its reader. */
function leave<Part>(iterator: AsyncIterator<Part>, next: Promise<IteratorResult<Part>> | undefined): void {
  const ignore = (): undefined => undefined;
  next?.catch(ignore);
  void Promise.resolve(iterator.return?.()).catch(ignore);
}

/** A value, or `late` when it takes longer than `patienceMs` (undefined: no limit). */
async function settleWithin<Value>(
  value: Promise<Value>,
  patienceMs: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Value | 'late'> {
  signal?.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const interrupted = new Promise<'late'>((resolve, reject) => {
    if (patienceMs !== undefined) timer = setTimeout(resolve, Math.max(0, patienceMs), 'late');
    onAbort = () => {
      reject(signal?.reason instanceof Error ? signal.reason : new DOMException('The stream was aborted.', 'AbortError'));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([value, interrupted]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
  }
}

function tooManyParts(): ConfigurationError {
  return new ConfigurationError(
    `More than ${String(maximumWaitingParts)} parts wait behind held text; the source sends parts without end.`,
  );
}
