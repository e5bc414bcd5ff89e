import { type RequestContext } from '../contract/request-context.js';
import { type BlockVerdict, type ErrorVerdict, type Verdict } from '../contract/verdict.js';
import { type Moderator } from '../moderator/moderator.js';
import { refuseOverflow } from './refuse-overflow.js';
import { type GateInput, type GateStep, StreamGate, toGateSource } from './stream-gate.js';
import { type ModeratedToolCall, ToolCallBuffer, type ToolCallDelta } from './tool-call-buffer.js';

/** The options of a gated stream. The signal ends the stream, which then throws its reason. */
export interface GateStreamOptions extends GateInput, RequestContext {
  /** Called with every final verdict of the stream. Errors are ignored. */
  readonly onVerdict?: ((verdict: Verdict) => void) | undefined;
  /** Locates the tool calls of the stream in verdicts and audit events. Default `tool_calls`. */
  readonly toolCallsPath?: string | undefined;
  /** Finds the JSON Schema of a tool's arguments: redacted arguments then stay valid. Default: none. */
  readonly findToolSchema?: ((name: string) => unknown) | undefined;
  /** Called at once when the gate stops the stream, so that a generation under way can be ended. Errors are ignored. */
  readonly onStop?: ((verdict: BlockVerdict | ErrorVerdict) => void) | undefined;
}

/** An event of a gated text. The last one is a `stop` or a `finish`. */
export type GateEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'stop'; readonly verdict: BlockVerdict | ErrorVerdict }
  | { readonly type: 'finish' };

/** An event of a gated stream that carries more than text. */
export type GatePartEvent<Part> =
  | GateEvent
  | { readonly type: 'part'; readonly part: Part }
  | { readonly type: 'tool-call'; readonly call: ModeratedToolCall };

/** Reads text and tool calls out of parts. */
export interface PartReaders<Part> {
  /** Reads the text of a part; undefined for a part without text. */
  readonly readText: (part: Part) => string | undefined;
  /** Reads the piece of a tool call in a part; undefined for other parts. Default: no part holds one. */
  readonly readToolCall?: ((part: Part) => ToolCallDelta | undefined) | undefined;
}

/** The most parts that wait behind held text: a stream that sends more is broken. */
const maximumWaitingParts = 10_000;

/**
 * Gates the parts of one stream: text goes through a stream gate, tool calls through a buffer, and other parts wait for the
 * text before them. Calls must not overlap; `gateParts` drives it.
 */
export class PartGate<Part> {
  readonly #moderator: Moderator;
  readonly #options: GateStreamOptions & PartReaders<Part>;
  readonly #text: StreamGate;
  readonly #toolCalls: ToolCallBuffer;
  /** Events that wait until `behind` characters of text are released. */
  readonly #waiting: { readonly event: GatePartEvent<Part>; readonly behind: number }[] = [];
  #textCharacters: number;
  #isEnded = false;

  constructor(moderator: Moderator, options: GateStreamOptions & PartReaders<Part>) {
    const {
      requestId,
      conversationId,
      precedingText,
      role = 'assistant',
      toolCallsPath: path = 'tool_calls',
      findToolSchema,
    } = options;
    this.#moderator = moderator;
    this.#options = options;
    this.#textCharacters = options.begunText?.length ?? 0;
    const moderateOptions = { signal: options.signal, onVerdict: options.onVerdict, vault: options.vault };
    this.#text = new StreamGate(moderator, options, moderateOptions);
    this.#toolCalls = new ToolCallBuffer(
      moderator,
      { requestId, conversationId, precedingText, role, path, findToolSchema },
      moderateOptions,
    );
  }

  /** Whether the gate has returned a `stop` or a `finish`; it returns no events after that. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Milliseconds after which `check` is due; undefined when no text waits for a check. */
  get checkDueInMs(): number | undefined {
    return this.#text.checkDueInMs;
  }

  /** Resolves when a check in the background ends, after which `check` is due; undefined when none runs. */
  whenChecked(): Promise<void> | undefined {
    return this.#text.isChecking ? this.#text.whenChecked() : undefined;
  }

  /** Takes the next part of the stream. Stops it with an error verdict when more than 10,000 parts wait behind held text. */
  async push(part: Part): Promise<readonly GatePartEvent<Part>[]> {
    const { readText, readToolCall } = this.#options;
    const text = readText(part);
    if (text !== undefined) {
      this.#textCharacters += text.length;
      return this.#toEvents(await this.#text.push(text));
    }
    const delta = readToolCall?.(part);
    if (delta !== undefined) return this.#toEvents({ released: '', stopped: await this.#toolCalls.push(delta) });
    const stopped = (await this.#releaseToolCalls()) ?? (await this.#wait([{ type: 'part', part }]));
    return this.#toEvents({ released: '', stopped });
  }

  /** Checks the text that has waited long enough, and takes the result of a check in the background. */
  async check(): Promise<readonly GatePartEvent<Part>[]> {
    return this.#toEvents(await this.#text.check());
  }

  /** Checks and releases the rest, by one check for each call: the stream is complete. Call it until the gate has ended. */
  async end(): Promise<readonly GatePartEvent<Part>[]> {
    if (this.#text.isChecking) {
      await this.#text.whenChecked();
      return this.#toEvents(await this.#text.collect());
    }
    if (this.#text.hasBacklog) return this.check();
    const { released, stopped } = await this.#text.end();
    const events = this.#toEvents({ released, stopped: stopped ?? (await this.#releaseToolCalls()) });
    if (this.#isEnded) return events;
    this.#isEnded = true;
    return [...events, { type: 'finish' }];
  }

  /** Ends the check in the background: the stream is left before its end, or has ended. */
  close(): void {
    this.#text.close();
  }

  async #releaseToolCalls(): Promise<BlockVerdict | ErrorVerdict | undefined> {
    const { calls, stopped } = await this.#toolCalls.release();
    return stopped ?? this.#wait(calls.map((call) => ({ type: 'tool-call', call })));
  }

  /** Lets events wait for the text before them, or gives an error verdict when too many wait. */
  async #wait(events: readonly GatePartEvent<Part>[]): Promise<ErrorVerdict | undefined> {
    if (this.#waiting.length + events.length <= maximumWaitingParts) {
      for (const event of events) this.#waiting.push({ event, behind: this.#textCharacters });
      return undefined;
    }
    const input = { ...toGateSource(this.#options), text: '' };
    return refuseOverflow(this.#moderator, input, `${maximumWaitingParts} parts behind held text`, this.#options);
  }

  #toEvents({ released, stopped }: GateStep): readonly GatePartEvent<Part>[] {
    const text: GatePartEvent<Part>[] = released === '' ? [] : [{ type: 'text-delta', text: released }];
    if (stopped !== undefined) {
      this.#isEnded = true;
      this.close();
      return [...text, { type: 'stop', verdict: stopped }];
    }
    const firstHeld = this.#waiting.findIndex(({ behind }) => behind > this.#text.releasedCharacters);
    const ready = this.#waiting.splice(0, firstHeld < 0 ? this.#waiting.length : firstHeld);
    return [...text, ...ready.map(({ event }) => event)];
  }
}
