import { ConfigurationError } from '../errors/moderation-errors.js';
import { type ModeratedToolCall, ToolCallBuffer, type ToolCallDelta } from './tool-call-buffer.js';
import { type Moderator } from '../moderator/moderator.js';
import { type GateInput, type GateStep, StreamGate } from './stream-gate.js';
import { type BlockVerdict, type ErrorVerdict, type Verdict } from '../contract/verdict.js';

/** How a stream is gated. */
export interface GateStreamOptions extends GateInput {
  /** Ends the stream: `gateText` and `gateParts` throw its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Hears the verdict of every check. Must not throw. */
  readonly onVerdict?: ((verdict: Verdict) => void) | undefined;
  /** Where the tool calls of the stream stand, for verdicts and audit events. Default `tool_calls`. */
  readonly toolCallsPath?: string | undefined;
  /** Called at once when the gate stops the stream, so that the caller can end a generation that is under way. */
  readonly onStop?: ((verdict: BlockVerdict | ErrorVerdict) => void) | undefined;
}

/** What comes out of a gate. The last event is one `stop` or one `finish`. */
export type GateEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'stop'; readonly verdict: BlockVerdict | ErrorVerdict }
  | { readonly type: 'finish' };

/** What comes out of a gate for a stream that carries more than text. */
export type GatePartEvent<Part> =
  | GateEvent
  | { readonly type: 'part'; readonly part: Part }
  | { readonly type: 'tool-call'; readonly call: ModeratedToolCall };

/** How parts are read. */
export interface PartReaders<Part> {
  /** The text of a part; undefined for one that carries none. */
  readonly textOf: (part: Part) => string | undefined;
  /** The piece of a tool call that a part carries; undefined for any other part. Default: no part carries one. */
  readonly toolCallOf?: (part: Part) => ToolCallDelta | undefined;
}

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
    if (event.type !== 'part' && event.type !== 'tool-call') yield event;
  }
}

/**
 * Gates a stream of parts, some of which carry text or pieces of tool calls. The others come out behind all text that came
 * before them, in order. Tool calls are held until a part of another kind follows or the stream ends, and come out whole.
 * @throws what the source throws, and the signal's reason.
 */
export async function* gateParts<Part>(
  source: AsyncIterable<Part>,
  moderator: Moderator,
  options: GateStreamOptions & PartReaders<Part>,
): AsyncGenerator<GatePartEvent<Part>, void, undefined> {
  const { signal, onVerdict, textOf, toolCallOf = () => undefined } = options;
  const gate = new StreamGate(moderator, options, { signal, onVerdict });
  const calls = new ToolCallBuffer(
    moderator,
    {
      requestId: options.requestId,
      ...conversationOf(options),
      role: options.role ?? 'assistant',
      path: options.toolCallsPath ?? 'tool_calls',
    },
    { signal, onVerdict },
  );
  const { maximumWaitMs } = moderator.policy.gate;
  const iterator = source[Symbol.asyncIterator]();
  const waiting: { readonly event: GatePartEvent<Part>; readonly behind: number }[] = [];
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
      yield first.event;
    }
    return false;
  }

  function wait(event: GatePartEvent<Part>): void {
    if (waiting.length >= maximumWaitingParts) throw tooManyParts();
    waiting.push({ event, behind: pushed });
  }

  async function releaseCalls(): Promise<GateStep> {
    const { calls: approved, stopped } = await calls.release();
    for (const call of approved) wait({ type: 'tool-call', call });
    return stopped === undefined ? { released: '' } : { released: '', stopped };
  }

  async function take(part: Part): Promise<GateStep> {
    const text = textOf(part);
    if (text !== undefined) {
      pushed += text.length;
      return gate.push(text);
    }
    const piece = toolCallOf(part);
    if (piece !== undefined) {
      const stopped = calls.push(piece);
      return stopped === undefined ? { released: '' } : { released: '', stopped };
    }
    const step = await releaseCalls();
    if (step.stopped === undefined) wait({ type: 'part', part });
    return step;
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
        const { released, stopped } = await gate.end();
        const last = stopped === undefined ? await releaseCalls() : { stopped };
        step = { ...last, released };
      } else {
        next = undefined;
        step = await take(arrived.value);
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

function conversationOf({ conversationId }: GateInput): { readonly conversationId?: string } {
  return conversationId === undefined ? {} : { conversationId };
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
      reject(
        signal?.reason instanceof Error ? signal.reason : new DOMException('The stream was aborted.', 'AbortError'),
      );
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
