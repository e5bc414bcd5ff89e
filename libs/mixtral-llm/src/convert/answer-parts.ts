import { randomBytes } from 'node:crypto';
import { ToolCallParser, type ToolCallEvent, type ToolCallInvalid, type ToolCallSyntax } from '@leeward/chat-template';
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
        readonly text: string;
        readonly reason: ToolCallInvalid['reason'];
      }
    | { readonly type: 'finish'; readonly reason: AnswerFinishReason }
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
  let parser = calls && new ToolCallParser(calls);
  let isBegun = false;
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
    let events: readonly ToolCallEvent[];
    if (part.type === 'text-delta') {
      if (part.logprobs) logprobs = [...logprobs, ...part.logprobs];
      if (isJson && !isBegun && part.text.trim() !== '') {
        isBegun = true;
        if (!part.text.trimStart().startsWith('<')) parser = undefined;
      }
      events = parser ? parser.push(part.text) : [part];
    } else events = parser?.end() ?? [];
    for (const event of events) {
      if (event.type === 'tool-call-start') ids[event.index] = newCallId(calls);
      if (event.type === 'tool-call-end') hasCalls = true;
      yield { ...withId(event, ids), usage, logprobs: takeLogprobs() };
    }
    if (part.type === 'finish') {
      const reason = part.reason === 'stop' && hasCalls ? 'tool_calls' : part.reason;
      yield { type: 'finish', reason, usage, logprobs: takeLogprobs() };
    }
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

/** Creates an id that is unique in a conversation, in the form that the model's template accepts in a history. */
function newCallId(syntax: ToolCallSyntax | undefined): string {
  return syntax?.kind === 'control'
    ? randomBytes(5).toString('hex').slice(0, 9)
    : `call_${randomBytes(12).toString('hex')}`;
}
