import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type BaseMessage } from '@langchain/core/messages';
import { type ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';

import { moderateError } from '../../values/moderate-error.js';
import { type Moderator } from '../../moderator/moderator.js';
import { type RequestContext } from '../../contract/request-context.js';
import { runUntraced, iterateUntraced } from '../tracing/run-untraced.js';
import { gateChunks } from './gate-chunks.js';
import { toChunks, gateResult } from './gate-result.js';
import { endOnAbort } from './end-on-abort.js';

type CallOptions = BaseChatModel['ParsedCallOptions'];

/**
 * A chat model whose answers are held until they were checked, streamed or not. It is called without the run's callbacks, so
 * that no handler hears what the gate holds, and its errors are judged as well. What it is asked was approved before.
 */
export class GatedModel {
  readonly #model: BaseChatModel;
  readonly #moderator: Moderator;

  constructor(model: BaseChatModel, moderator: Moderator) {
    this.#model = model;
    this.#moderator = moderator;
  }

  async generate(messages: BaseMessage[], options: CallOptions, facts: RequestContext): Promise<ChatResult> {
    const result = await runUntraced(() => this.#model._generate(messages, options)).catch(async (error: unknown) => {
      throw await this.#approveError(error, facts);
    });
    return gateResult(result, (chunks) => gateChunks(chunks, this.#moderator, facts));
  }

  /** The model's generation is ended when the gate stops it. */
  async *stream(
    messages: BaseMessage[],
    options: CallOptions,
    facts: RequestContext,
  ): AsyncGenerator<ChatGenerationChunk> {
    const left = new AbortController();
    const signal = options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal]);
    const onStop = (): void => left.abort();
    yield* gateChunks(this.#chunks(messages, { ...options, signal }, facts), this.#moderator, { ...facts, onStop });
  }

  /** The model's own stream, or its whole answer as one chunk when it has none. */
  async *#chunks(
    messages: BaseMessage[],
    options: CallOptions,
    facts: RequestContext,
  ): AsyncGenerator<ChatGenerationChunk> {
    try {
      if (this.#model._streamResponseChunks !== BaseChatModel.prototype._streamResponseChunks) {
        yield* endOnAbort(iterateUntraced(this.#model._streamResponseChunks(messages, options)), options.signal);
        return;
      }
      const { generations } = await runUntraced(() => this.#model._generate(messages, options));
      if (generations[0] !== undefined) yield* toChunks(generations[0]);
    } catch (error) {
      throw await this.#approveError(error, facts);
    }
  }

  #approveError(error: unknown, facts: RequestContext): Promise<unknown> {
    return moderateError(error, this.#moderator, { stage: 'output', role: 'assistant', path: 'model' }, facts);
  }
}
