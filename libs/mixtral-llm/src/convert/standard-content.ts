import { type ContentBlock } from '@langchain/core/messages';
import { type AnswerPart } from './answer-parts.js';
import { ToolCallCollector } from './tool-call-collector.js';

/**
 * Converts the parts of a streamed answer to LangChain's standard content (`outputVersion: 'v1'`). Text comes in blocks with
 * an index; a call is one block when it is whole, so that chunks add up to the message of `invoke`.
 */
export class StandardContent {
  #index = -1;
  #isTextOpen = false;
  readonly #calls = new ToolCallCollector();

  /** Returns the blocks that a part adds to the message. */
  push(part: AnswerPart): ContentBlock[] {
    const call = this.#calls.push(part);
    switch (part.type) {
      case 'text-delta':
        if (!this.#isTextOpen) this.#index++;
        this.#isTextOpen = true;
        return [{ type: 'text', text: part.text, index: this.#index }];
      case 'tool-call-start':
        this.#isTextOpen = false;
        this.#index++;
        return [];
      case 'tool-call-end':
        return [{ ...call, index: this.#index } as ContentBlock];
      case 'tool-call-invalid':
        this.#isTextOpen = false;
        return [call as ContentBlock];
      default:
        return [];
    }
  }
}
