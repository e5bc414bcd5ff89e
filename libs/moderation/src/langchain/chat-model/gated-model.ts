import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type BaseMessage } from '@langchain/core/messages';
import { type ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';

import { type RequestContext } from '../../contract/request-context.js';
import { type Moderator } from '../../moderator/moderator.js';
import { moderateError } from '../../values/moderate-error.js';
import { type PromptModerator } from '../messages/moderate-prompt.js';
import { findAnswerContext } from '../messages/preceding-text.js';
import { runUntraced, iterateUntraced } from '../tracing/run-untraced.js';
import { endOnAbort } from './end-on-abort.js';
import { gateChunks } from './gate-chunks.js';
import { toChunks, gateResult, toGeneration } from './gate-result.js';
import { createRefusalChunk } from './refusal.js';

type CallOptions = BaseChatModel['ParsedCallOptions'];

/**
 * Moderates the prompt of a chat model, and gates its answer, streamed or not. The model is called without the run's callbacks, so that
 * no handler sees text that the gate holds. Its errors are moderated as well.
 */
export class GatedModel {
  readonly #model: BaseChatModel;
  readonly #moderator: Moderator;
  readonly #prompts: PromptModerator;

  constructor(model: BaseChatModel, moderator: Moderator, prompts: PromptModerator) {
    this.#model = model;
    this.#moderator = moderator;
    this.#prompts = prompts;
  }

  async generate(messages: BaseMessage[], options: CallOptions, context: RequestContext): Promise<ChatResult> {
    const moderated = await this.#prompts.moderate(messages, context);
    const refusal = this.#findRefusal(moderated);
    if (refusal !== undefined) return { generations: [toGeneration([refusal])] };
    const callOptions = { ...findDefaultOptions(this.#model), ...options };
    const answer = runUntraced(() => this.#model._generate(moderated, callOptions));
    const result = await answer.catch(async (error: unknown) => {
      throw await this.#moderateError(error, context);
    });
    const gateOptions = { ...context, ...findAnswerContext(moderated) };
    return gateResult(result, (chunks) => gateChunks(chunks, this.#moderator, gateOptions));
  }

  /** Streams an answer. The model's generation ends when the gate stops it. */
  async *stream(
    messages: BaseMessage[],
    options: CallOptions,
    context: RequestContext,
  ): AsyncGenerator<ChatGenerationChunk> {
    const moderated = await this.#prompts.moderate(messages, context);
    const refusal = this.#findRefusal(moderated);
    if (refusal !== undefined) {
      yield refusal;
      return;
    }
    const controller = new AbortController();
    const signal =
      options.signal === undefined ? controller.signal : AbortSignal.any([options.signal, controller.signal]);
    const onStop = (): void => controller.abort();
    const chunks = this.#chunks(moderated, { ...findDefaultOptions(this.#model), ...options, signal }, context);
    yield* gateChunks(chunks, this.#moderator, { ...context, ...findAnswerContext(moderated), onStop });
  }

  #findRefusal(messages: readonly BaseMessage[]): ChatGenerationChunk | undefined {
    const verdict = this.#prompts.findVerdict(messages);
    return verdict && createRefusalChunk(this.#moderator.policy, verdict, true);
  }

  /** Reads the model's own stream, or its whole answer as one chunk when it has none. */
  async *#chunks(
    messages: BaseMessage[],
    options: CallOptions,
    context: RequestContext,
  ): AsyncGenerator<ChatGenerationChunk> {
    try {
      if (this.#model._streamResponseChunks !== BaseChatModel.prototype._streamResponseChunks) {
        yield* endOnAbort(iterateUntraced(this.#model._streamResponseChunks(messages, options)), options.signal);
        return;
      }
      const { generations } = await runUntraced(() => this.#model._generate(messages, options));
      if (generations[0] !== undefined) yield* toChunks(generations[0]);
    } catch (error) {
      throw await this.#moderateError(error, context);
    }
  }

  #moderateError(error: unknown, context: RequestContext): Promise<unknown> {
    return moderateError(error, this.#moderator, { stage: 'output', role: 'assistant', path: 'model' }, context);
  }
}

/**
 * Finds the options that a model keeps for all of its calls. `ChatOpenAI` keeps bound tools there, and adds them in `invoke` and `stream`,
 * which are not called here. Their callbacks are left out: they must not see text that the gate holds.
 */
function findDefaultOptions(model: BaseChatModel): Partial<CallOptions> {
  const { defaultOptions } = model as {
    readonly defaultOptions?: Partial<CallOptions> & { readonly callbacks?: unknown };
  };
  const { callbacks: _callbacks, ...options } = defaultOptions ?? {};
  return options;
}
