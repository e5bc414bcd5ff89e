import { type ChosenTokenLogprob, type TokenLogprobs, toLogprobs } from '@leeward/mixtral-llm';
import { type ChoiceDeltas, type CollectedChoice } from '../completion-kind.js';
import { type ChoiceEvent, type CompletionFinishReason, type ModeratedCall } from '../moderate-choice.js';

/** Presents a whole choice of a `chat.completion`. @param hasLogprobs whether log-probabilities were asked for */
export function presentChatChoice(
  { text, calls, logprobs, finishReason, refusal }: CollectedChoice,
  index: number,
  hasLogprobs: boolean,
) {
  return {
    index,
    message: {
      role: 'assistant' as const,
      content: text === '' && calls.length > 0 ? null : text,
      refusal: refusal ?? null,
      tool_calls: calls.length > 0 ? calls.map(presentCall) : undefined,
    },
    logprobs: hasLogprobs ? (presentLogprobs(logprobs) ?? { content: [], refusal: null }) : null,
    finish_reason: finishReason,
  };
}

/** A piece of a call, as the deltas of OpenAI's streams have it. */
interface CallDelta {
  readonly index: number;
  readonly id?: string;
  readonly type?: 'function';
  readonly function: { readonly name?: string; readonly arguments: string };
}

/** The part of a message that a chunk adds. */
interface MessageDelta {
  readonly role?: 'assistant';
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly CallDelta[];
}

/** The choices of `chat.completion.chunk` objects, of one streamed answer. */
export class ChatDeltas implements ChoiceDeltas {
  /** Counts the calls of each choice that has begun. */
  readonly #calls = new Map<number, number>();

  present(choice: number, event: ChoiceEvent): object[] {
    return [...this.#begin(choice, event), ...this.#continue(choice, event)];
  }

  /** Adds the role to the first chunk of a choice. A choice that begins with a call has no text. */
  #begin(choice: number, event: ChoiceEvent): object[] {
    if (this.#calls.has(choice)) return [];
    this.#calls.set(choice, 0);
    const content = event.type === 'tool-call' ? null : '';
    return [presentDelta(choice, { role: 'assistant', content, refusal: null })];
  }

  #continue(choice: number, event: ChoiceEvent): object[] {
    switch (event.type) {
      case 'text-delta':
        return [presentDelta(choice, { content: event.text }, { logprobs: event.logprobs })];
      case 'tool-call':
        return this.#callDeltas(choice, event.call).map((delta) => presentDelta(choice, { tool_calls: [delta] }));
      case 'finish':
        return [
          presentDelta(choice, event.refusal === undefined ? {} : { refusal: event.refusal }, {
            finishReason: event.reason,
          }),
        ];
    }
  }

  /** Splits a call as OpenAI sends it: the name of the function, then its arguments. */
  #callDeltas(choice: number, call: ModeratedCall): CallDelta[] {
    const index = this.#calls.get(choice) ?? 0;
    this.#calls.set(choice, index + 1);
    const { function: called, ...named } = presentCall(call);
    return [
      { index, ...named, function: { name: called.name, arguments: '' } },
      { index, function: { arguments: called.arguments } },
    ];
  }
}

function presentDelta(
  index: number,
  delta: MessageDelta,
  {
    logprobs = [],
    finishReason = null,
  }: {
    readonly logprobs?: readonly ChosenTokenLogprob[];
    readonly finishReason?: CompletionFinishReason | null;
  } = {},
): object {
  return { index, delta, logprobs: presentLogprobs(logprobs), finish_reason: finishReason };
}

/** Presents the log-probabilities of content; null when there are none to show. */
function presentLogprobs(logprobs: readonly ChosenTokenLogprob[]): (TokenLogprobs & { readonly refusal: null }) | null {
  return logprobs.length === 0 ? null : { ...toLogprobs(logprobs), refusal: null };
}

function presentCall({ id, name, arguments: argumentsText }: ModeratedCall) {
  return { id, type: 'function' as const, function: { name, arguments: argumentsText } };
}
