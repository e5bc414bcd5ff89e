import { type InvalidToolCall, type ToolCall } from '@langchain/core/messages';
import { type AnswerPart } from './answer-parts.js';

/** Joins the parts of each call to LangChain's calls. */
export class ToolCallCollector {
  readonly #started: { readonly id: string; readonly name: string; argumentsText: string }[] = [];

  /** Reads a part of an answer. Returns the call that it ends; undefined for any other part. */
  push(part: AnswerPart): Required<ToolCall> | InvalidToolCall | undefined {
    switch (part.type) {
      case 'tool-call-start':
        this.#started[part.index] = { id: part.id, name: part.name, argumentsText: '' };
        return undefined;
      case 'tool-call-delta': {
        const call = this.#started[part.index];
        if (call) call.argumentsText += part.argumentsText;
        return undefined;
      }
      case 'tool-call-end': {
        const args = JSON.parse(part.arguments) as ToolCall['args'];
        return { type: 'tool_call', id: part.id, name: part.name, args };
      }
      case 'tool-call-invalid': {
        const { id, name, argumentsText } = (part.index === undefined ? undefined : this.#started[part.index]) ?? {};
        const args = argumentsText ?? part.text;
        return { type: 'invalid_tool_call', id, name, args, error: explainInvalidCall(part.reason) };
      }
      default:
        return undefined;
    }
  }
}

/** Explains to the model and to people why a call must not be made. */
export function explainInvalidCall(reason: (AnswerPart & { type: 'tool-call-invalid' })['reason']): string {
  if (reason !== 'unfinished') return `The call is ${reason}.`;
  return 'The answer ended in the middle of the call. Allow more tokens, or look for a stop string in it.';
}
