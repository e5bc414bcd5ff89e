import { randomBytes } from 'node:crypto';
import { ToolCallParser, type ToolCallEvent, type ToolCallInvalid, type ToolCallSyntax } from '@leeward/chat-template';
import { type ChosenTokenLogprob, type FinishReason, type GenerationPart, type TokenUsage } from '../engine/engine.js';

/** Why an answer ended: as the engine says it, or because the model waits for the results of its calls. */
export type AnswerFinishReason = FinishReason | 'tool_calls';

/** What every part of an answer says besides its own. */
interface AnswerPartFacts {
  /** So far. */
  readonly usage: TokenUsage;
  /** Of the tokens that were read since the last part that has some, when they were asked for. */
  readonly logprobs?: readonly ChosenTokenLogprob[];
}

/**
 * What an answer consists of, in order: text, calls of tools, then exactly one `finish`. The indices count the calls that an
 * answer starts, from 0. A call that has started ends either with `tool-call-end` or with `tool-call-invalid`, and only the
 * former may be made.
 */
export type AnswerPart = AnswerPartFacts &
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

/** How calls are found in an answer. */
export interface AnswerReading {
  /** Absent when no tool may be called: everything is text. */
  readonly calls?: ToolCallSyntax | undefined;
  /** Whether an answer without calls is JSON, in whose strings tags mean nothing. */
  readonly isJson: boolean;
}

/** Finds the calls of tools in what an engine generates. Text is passed on as soon as it cannot be a call. */
export async function* answerParts(
  generation: AsyncIterable<GenerationPart>,
  { calls, isJson }: AnswerReading,
): AsyncGenerator<AnswerPart> {
  let parser = calls && new ToolCallParser(calls);
  let isBegun = false;
  let hasCalls = false;
  let logprobs: readonly ChosenTokenLogprob[] = [];
  const ids: string[] = [];

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
      const facts = { usage, ...(logprobs.length > 0 && { logprobs }) };
      logprobs = [];
      if (event.type === 'tool-call-start') ids[event.index] = newCallId(calls);
      if (event.type === 'tool-call-end') hasCalls = true;
      yield { ...withId(event, ids), ...facts };
    }
    if (part.type === 'finish') {
      const reason = part.reason === 'stop' && hasCalls ? 'tool_calls' : part.reason;
      yield { type: 'finish', reason, usage, ...(logprobs.length > 0 && { logprobs }) };
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

/** Unique in a conversation, and of the form that the model's template takes back. */
function newCallId(syntax: ToolCallSyntax | undefined): string {
  return syntax?.kind === 'control'
    ? randomBytes(5).toString('hex').slice(0, 9)
    : `call_${randomBytes(12).toString('hex')}`;
}
