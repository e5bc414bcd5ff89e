import { type ContentBlock } from '@langchain/core/messages';
import { type AnswerPart } from './answer-parts.js';
import { explainInvalidCall } from './collect-answer.js';

/**
 * Converts the parts of a streamed answer to LangChain's standard content (`outputVersion: 'v1'`). Text comes in blocks with
 * an index; a call is one block when it is whole, so that chunks add up to the message of `invoke`.
 */
export class StandardContent {
  #index = -1;
  #isTextOpen = false;
  readonly #started: { readonly id: string; readonly name: string; argumentsText: string }[] = [];

  /** Returns the blocks that a part adds to the message. */
  push(part: AnswerPart): ContentBlock[] {
    switch (part.type) {
      case 'text-delta':
        if (!this.#isTextOpen) this.#index++;
        this.#isTextOpen = true;
        return [{ type: 'text', text: part.text, index: this.#index }];
      case 'tool-call-start':
        this.#isTextOpen = false;
        this.#index++;
        this.#started[part.index] = { id: part.id, name: part.name, argumentsText: '' };
        return [];
      case 'tool-call-delta': {
        const call = this.#started[part.index];
        if (call) call.argumentsText += part.argumentsText;
        return [];
      }
      case 'tool-call-end':
        return [
          {
            type: 'tool_call',
            id: part.id,
            name: part.name,
            args: JSON.parse(part.arguments) as Record<string, unknown>,
            index: this.#index,
          },
        ];
      case 'tool-call-invalid': {
        this.#isTextOpen = false;
        const { id, name, argumentsText } = (part.index === undefined ? undefined : this.#started[part.index]) ?? {};
        const args = argumentsText ?? part.text;
        return [{ type: 'invalid_tool_call', id, name, args, error: explainInvalidCall(part.reason) }];
      }
      case 'finish':
        return [];
    }
  }
}
