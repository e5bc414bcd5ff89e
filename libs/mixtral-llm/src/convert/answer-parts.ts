import { randomBytes } from 'node:crypto';
import { ToolCallParser, type ToolCallEvent, type ToolCallInvalid, type ToolCallSyntax } from '@leeward/chat-template';
import { type SchemaReport } from '../validation/answer-checks.js';
import { type ChosenTokenLogprob, type FinishReason, type GenerationPart, type TokenUsage } from '../engine/engine.js';

/** Names the reason why an answer ended: the engine's, or that the model waits for the results of its calls. */
export type AnswerFinishReason = FinishReason | 'tool_calls';

/** Describes the fields of every part of an answer. */
interface AnswerPartBase {
  /** Usage of the answer up to this part. */
  readonly usage: TokenUsage;
  /**
   * Log-probabilities of the tokens that belong to this part. Undefined if there are none, or if they were not asked
   * for.
   */
  readonly logprobs?: readonly ChosenTokenLogprob[] | undefined;
}

/**
 * Describes a part of an answer. Parts come in this order: text, tool calls, then exactly one `finish`. The indices
 * count the calls of the answer, from 0. A call that has started ends with `tool-call-end` or with `tool-call-invalid`,
 * and only the former may be made.
 */
export type AnswerPart = AnswerPartBase &
  (
    | { readonly type: 'text-delta'; readonly text: string }
    | { readonly type: 'tool-call-start'; readonly index: number; readonly id: string; readonly name: string }
    | { readonly type: 'tool-call-delta'; readonly index: number; readonly argumentsText: string }
    | {
        readonly type: 'tool-call-end';
        readonly index: number;
        readonly id: string;
        readonly name: string;
        readonly arguments: string;
      }
    | {
        readonly type: 'tool-call-invalid';
        readonly index?: number | undefined;
        /** Text of the call as far as it was written, without the marks that open and close calls. */
        readonly text: string;
        readonly reason: ToolCallInvalid['reason'];
      }
    | {
        readonly type: 'finish';
        readonly reason: AnswerFinishReason;
        /** Reports on schemas that the grammar does not enforce whole. Undefined if it enforces all. */
        readonly schema?: SchemaReport | undefined;
        /** The stop string of the request that ended the answer, if one did. */
        readonly stopString?: string | undefined;
      }
  );

/** Describes how an answer marks tool calls. */
export interface AnswerSyntax {
  /** Syntax of calls; undefined when no tool may be called, so that everything is text. */
  readonly calls: ToolCallSyntax | undefined;
  /** Whether an answer without calls is JSON, whose strings may hold tags that open no call. */
  readonly isJson: boolean;
}

/** Finds the tool calls in the text of an engine. Text is passed on as soon as it cannot be part of a call. */
export async function* toAnswerParts(
  generation: AsyncIterable<GenerationPart>,
  { calls, isJson }: AnswerSyntax,
): AsyncGenerator<AnswerPart> {
  const parser = new AnswerParser({ calls, isJson });
  let hasCalls = false;
  let logprobs: readonly ChosenTokenLogprob[] = [];
  const ids: string[] = [];
  const takeLogprobs = (): readonly ChosenTokenLogprob[] | undefined => {
    const taken = logprobs.length > 0 ? logprobs : undefined;
    logprobs = [];
    return taken;
  };

  for await (const part of generation) {
    const { usage } = part;
    if (part.type === 'text-delta' && part.logprobs) logprobs = [...logprobs, ...part.logprobs];
    for (const event of part.type === 'text-delta' ? parser.push(part.text) : parser.end()) {
      if (event.type === 'tool-call-start') ids[event.index] = newCallId(calls);
      if (event.type === 'tool-call-end') hasCalls = true;
      yield { ...withoutMarkup(withId(event, ids), calls), usage, logprobs: takeLogprobs() };
    }
    if (part.type === 'finish') {
      const reason = part.reason === 'stop' && hasCalls ? 'tool_calls' : part.reason;
      const stopString = part.stopString === undefined ? undefined : { stopString: part.stopString };
      yield { type: 'finish', reason, ...stopString, usage, logprobs: takeLogprobs() };
    }
  }
}

/** Finds the calls in an answer. Where the answer must be JSON, its beginning decides whether it is calls or text. */
class AnswerParser {
  #calls: ToolCallParser | undefined;
  readonly #opening: string;
  /** Beginning of a JSON answer, until it is clear whether a call opens there. Undefined from then on. */
  #beginning: string | undefined;

  constructor({ calls, isJson }: AnswerSyntax) {
    this.#calls = calls && new ToolCallParser(calls);
    this.#opening = calls?.kind === 'control' ? calls.marker : (calls?.open ?? '');
    this.#beginning = calls && isJson ? '' : undefined;
  }

  push(text: string): readonly ToolCallEvent[] {
    if (this.#beginning === undefined) return this.#read(text);
    const beginning = this.#beginning + text;
    const start = beginning.trimStart();
    const isOpened = start.startsWith(this.#opening);
    if (!isOpened && this.#opening.startsWith(start)) {
      this.#beginning = beginning;
      return [];
    }
    this.#beginning = undefined;
    if (!isOpened) this.#calls = undefined;
    return this.#read(beginning);
  }

  end(): readonly ToolCallEvent[] {
    const held = this.#beginning ? this.#read(this.#beginning) : [];
    return [...held, ...(this.#calls?.end() ?? [])];
  }

  #read(text: string): readonly ToolCallEvent[] {
    return this.#calls?.push(text) ?? [{ type: 'text-delta', text }];
  }
}

type EventWithId<Event extends ToolCallEvent = ToolCallEvent> = Event extends {
  type: 'tool-call-start' | 'tool-call-end';
}
  ? Event & { readonly id: string }
  : Event;

function withId(event: ToolCallEvent, ids: readonly string[]): EventWithId {
  if (event.type !== 'tool-call-start' && event.type !== 'tool-call-end') return event;
  return { ...event, id: ids[event.index] as string };
}

/** Removes the marks around an invalid call: what reads its text reads JSON, or the beginning of it. */
function withoutMarkup(event: EventWithId, syntax: ToolCallSyntax | undefined): EventWithId {
  if (event.type !== 'tool-call-invalid' || !syntax) return event;
  const [open, close] = syntax.kind === 'control' ? [syntax.marker, ']'] : [syntax.open, syntax.close];
  const isOpened = event.text.startsWith(open);
  // The text may end within the opening mark.
  let text = isOpened ? event.text.slice(open.length).trim() : open.startsWith(event.text) ? '' : event.text;
  if (syntax.kind === 'control' && isOpened && text.startsWith('[')) text = text.slice(1).trim();
  return { ...event, text: text.endsWith(close) ? text.slice(0, -close.length).trim() : text };
}

/** Creates an id that is unique in a conversation, in the form that the model's template accepts in a history. */
function newCallId(syntax: ToolCallSyntax | undefined): string {
  return syntax?.kind === 'control'
    ? randomBytes(5).toString('hex').slice(0, 9)
    : `call_${randomBytes(12).toString('hex')}`;
}
