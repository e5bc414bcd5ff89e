import { randomUUID } from 'node:crypto';

import { BaseRetriever } from '@langchain/core/retrievers';
import { Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { concat } from '@langchain/core/utils/stream';

import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { gateText } from '../../streaming/gate-stream.js';
import { moderateError } from '../../values/moderate-error.js';
import { moderateState } from '../messages/moderate-state.js';
import { runUntraced, iterateUntraced } from '../tracing/run-untraced.js';

/** The options of `moderate`. */
export interface ModerateRunnableOptions {
  readonly moderator: Moderator;
  /** The stage of the output. Default: `tool-result` for a retriever, because a model is going to read it; else `output`. */
  readonly outputStage?: 'output' | 'tool-result' | undefined;
  /** Keeps placeholders of redacted text the same within one conversation. Default: one conversation per call. */
  readonly conversationId?: string | undefined;
}

const inputLocation: ValueLocation = { stage: 'input', role: 'user', path: 'input' };

/**
 * Moderates the input of a runnable before it runs, and its output before the caller gets it. Use it for chains,
 * retrievers and other runnables that are no chat models (see `ModeratedChatModel`). Text is streamed through a gate;
 * other outputs are yielded whole.
 *
 * The runnable runs without the run's callbacks, which would see text that is held. A stopped text is thrown as
 * `ContentRefusedError`.
 */
export function moderate<Input, Output>(
  runnable: Runnable<Input, Output>,
  options: ModerateRunnableOptions,
): Runnable<Input, Output> {
  return new ModeratedRunnable(runnable, options);
}

class ModeratedRunnable<Input, Output> extends Runnable<Input, Output> {
  override lc_namespace = ['leeward', 'moderation'];

  readonly #runnable: Runnable<Input, Output>;
  readonly #moderator: Moderator;
  readonly #conversationId: string | undefined;
  readonly #outputLocation: ValueLocation;

  constructor(
    runnable: Runnable<Input, Output>,
    { moderator, conversationId, outputStage: stage = defaultStage(runnable) }: ModerateRunnableOptions,
  ) {
    super({});
    this.#runnable = runnable;
    this.#moderator = moderator;
    this.#conversationId = conversationId;
    this.#outputLocation = { stage, role: stage === 'output' ? 'assistant' : 'tool', path: 'output' };
  }

  override getName(): string {
    return `Moderated${this.#runnable.getName()}`;
  }

  override async invoke(input: Input, options?: Partial<RunnableConfig>): Promise<Output> {
    const context = this.#toContext(options);
    const moderated = await moderateState(input, this.#moderator, inputLocation, context);
    const run = async (given: Input): Promise<Output> => {
      let output: Output;
      try {
        output = await runUntraced(() => this.#runnable.invoke(given, withoutCallbacks(options)));
      } catch (error) {
        throw await moderateError(error, this.#moderator, this.#outputLocation, context);
      }
      return moderateState(output, this.#moderator, this.#outputLocation, context);
    };
    return this._callWithConfig(run, moderated, options);
  }

  override async *_streamIterator(input: Input, options?: Partial<RunnableConfig>): AsyncGenerator<Output> {
    const context = this.#toContext(options);
    const moderated = await moderateState(input, this.#moderator, inputLocation, context);
    const chunks = this.#chunks(moderated, options, context);
    const first = await chunks.next();
    if (first.done) return;
    if (typeof first.value === 'string') {
      yield* this.#gateText(toStrings(first.value, chunks), context) as AsyncGenerator<Output>;
      return;
    }
    let whole: Output = first.value;
    for await (const chunk of chunks) whole = concat(whole as never, chunk as never) as Output;
    yield await moderateState(whole, this.#moderator, this.#outputLocation, context);
  }

  async *#chunks(
    input: Input,
    options: Partial<RunnableConfig> | undefined,
    context: RequestContext,
  ): AsyncGenerator<Output, undefined> {
    try {
      yield* iterateUntraced(await runUntraced(() => this.#runnable.stream(input, withoutCallbacks(options))));
    } catch (error) {
      throw await moderateError(error, this.#moderator, this.#outputLocation, context);
    }
  }

  async *#gateText(source: AsyncIterable<string>, context: RequestContext): AsyncGenerator<string> {
    const { requestId, conversationId, signal } = context;
    const options = { ...this.#outputLocation, requestId, conversationId, signal };
    for await (const event of gateText(source, this.#moderator, options)) {
      if (event.type === 'text-delta') yield event.text;
      if (event.type === 'stop') throw new ContentRefusedError(event.verdict);
    }
  }

  #toContext(options: Partial<RunnableConfig> | undefined): RequestContext {
    const { runId = randomUUID(), signal } = options ?? {};
    return { requestId: runId, conversationId: this.#conversationId, signal };
  }
}

function defaultStage(runnable: Runnable): 'output' | 'tool-result' {
  return runnable instanceof BaseRetriever ? 'tool-result' : 'output';
}

async function* toStrings(first: string, others: AsyncIterable<unknown>): AsyncGenerator<string> {
  yield first;
  for await (const other of others) yield String(other);
}

function withoutCallbacks(options: Partial<RunnableConfig> | undefined): Partial<RunnableConfig> {
  const { callbacks: _callbacks, runId: _runId, ...others } = options ?? {};
  return others;
}
