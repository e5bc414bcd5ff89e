import { type ContentBlock } from '@langchain/core/messages';
import { type AnswerPart } from './answer-parts.js';
import { invalidCallError } from './collect-answer.js';

/**
 * The content blocks that the parts of a streamed answer add, when LangChain's standard content (`outputVersion: 'v1'`) is asked
 * for. Text grows in blocks with an index; a call is a block once it is whole, so that chunks add up to what `invoke` gives.
 */
export class StandardContent {
  #index = -1;
  #isTextOpen = false;
  readonly #started: { readonly id: string; readonly name: string; argumentsText: string }[] = [];

  blocksOf(part: AnswerPart): ContentBlock[] {
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
        const {
          id,
          name,
          argumentsText: args = part.text,
        } = (part.index === undefined ? undefined : this.#started[part.index]) ?? {};
        return [{ type: 'invalid_tool_call', id, name, args, error: invalidCallError(part.reason) }];
      }
      case 'finish':
        return [];
    }
  }
}
