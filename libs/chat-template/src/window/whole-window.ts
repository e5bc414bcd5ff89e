import { encodeChunk, type PromptChunk } from '../encoding/prompt-chunk.js';
import { type EncodingSteps } from '../encoding/encoding-steps.js';
import { messagesFrom } from '../conversation/turns.js';
import { type WindowContext, type WindowPrompts } from './window-prompts.js';

/** Prompts that are rendered whole, for templates whose turns depend on each other. */
export class WholeWindow implements WindowPrompts {
  readonly #prompts = new Map<number, PromptChunk>();

  readonly #context: WindowContext;

  constructor(context: WindowContext) {
    this.#context = context;
  }

  /** The newest turns first: no more is rendered than there may be room for, twice over. */
  *guess(): EncodingSteps<number> {
    const last = Math.max(0, this.#context.split.turns.length - 1);
    yield* this.promptFrom(last);
    return last;
  }

  *countFrom(turn: number): EncodingSteps<number> {
    return (yield* this.promptFrom(turn)).tokens.length;
  }

  *promptFrom(turn: number): EncodingSteps<PromptChunk> {
    const known = this.#prompts.get(turn);
    if (known) return known;
    const { messages, split, template, options } = this.#context;
    const indexes = messagesFrom(split, turn, messages.length);
    const prompt = yield* encodeChunk({ messages, indexes, template, options });
    this.#prompts.set(turn, prompt);
    return prompt;
  }
}
