import { randomUUID } from 'node:crypto';

import { BaseRetriever } from '@langchain/core/retrievers';
import { Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { concat } from '@langchain/core/utils/stream';

import { moderateError } from '../../values/moderate-error.js';
import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { gateText } from '../../streaming/gate-stream.js';
import { type Moderator } from '../../moderator/moderator.js';
import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { runUntraced, iterateUntraced } from '../tracing/run-untraced.js';
import { moderateState } from '../messages/moderate-state.js';

/** How a runnable is moderated. */
export interface ModerateRunnableOptions {
  readonly moderator: Moderator;
  /** What its output is. Default `tool-result` for a retriever (a model is going to read it), `output` for all else. */
  readonly outputStage?: 'output' | 'tool-result';
  readonly conversationId?: string | undefined;
}

/**
 * A runnable with its input judged before it runs and its output before anyone has it: for chains, retrievers and anything
 * else that is no chat model (for those, `ModeratedChatModel`). It runs apart from the run's callbacks, which would hear what
 * is held. Text streams through the gate; other outputs come out whole.
 * A text that is stopped is thrown as `ContentRefusedError`.
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
  readonly #options: ModerateRunnableOptions;
  readonly #outputPlace: ValueLocation;

  constructor(runnable: Runnable<Input, Output>, options: ModerateRunnableOptions) {
    super({});
    this.#runnable = runnable;
    this.#options = options;
    const stage = options.outputStage ?? (runnable instanceof BaseRetriever ? 'tool-result' : 'output');
    this.#outputPlace = { stage, role: stage === 'output' ? 'assistant' : 'tool', path: 'output' };
  }

  override getName(): string {
    return `Moderated${this.#runnable.getName()}`;
  }

  override async invoke(input: Input, options?: Partial<RunnableConfig>): Promise<Output> {
    const facts = this.#factsOf(options);
    const approved = await this.#approveInput(input, facts);
    const run = async (_input: Input): Promise<Output> => {
      try {
        return await runUntraced(() => this.#runnable.invoke(approved, withoutCallbacks(options)));
      } catch (error) {
        throw await this.#approveError(error, facts);
      }
    };
    const judged = async (given: Input): Promise<Output> => this.#approveOutput(await run(given), facts);
    return this._callWithConfig(judged, approved, options);
  }

  override async *_streamIterator(input: Input, options?: Partial<RunnableConfig>): AsyncGenerator<Output> {
    const facts = this.#factsOf(options);
    const approved = await this.#approveInput(input, facts);
    const chunks = this.#innerChunks(approved, options, facts);
    const first = await chunks.next();
    if (first.done) return;
    if (typeof first.value === 'string') {
      yield* this.#gateText(textOf(first.value, chunks), facts) as AsyncGenerator<Output>;
      return;
    }
    let whole: Output = first.value;
    for await (const chunk of chunks) whole = concat(whole as never, chunk as never) as Output;
    yield await this.#approveOutput(whole, facts);
  }

  async *#innerChunks(
    approved: Input,
    options: Partial<RunnableConfig> | undefined,
    facts: RequestContext,
  ): AsyncGenerator<Output, undefined> {
    try {
      yield* iterateUntraced(await runUntraced(() => this.#runnable.stream(approved, withoutCallbacks(options))));
    } catch (error) {
      throw await this.#approveError(error, facts);
    }
  }

  #approveError(error: unknown, facts: RequestContext): Promise<unknown> {
    return moderateError(error, this.#options.moderator, this.#outputPlace, facts);
  }

  async *#gateText(
    source: AsyncIterable<string>,
    { requestId, conversationId, signal }: RequestContext,
  ): AsyncGenerator<string> {
    const { stage, role, path } = this.#outputPlace;
    const conversation = conversationId === undefined ? {} : { conversationId };
    for await (const event of gateText(source, this.#options.moderator, {
      stage,
      role,
      path,
      requestId,
      ...conversation,
      signal,
    })) {
      if (event.type === 'text-delta') yield event.text;
      if (event.type === 'stop') throw new ContentRefusedError(event.verdict);
    }
  }

  async #approveInput(input: Input, facts: RequestContext): Promise<Input> {
    return (await moderateState(
      input,
      this.#options.moderator,
      { stage: 'input', role: 'user', path: 'input' },
      facts,
    )) as Input;
  }

  async #approveOutput(output: Output, facts: RequestContext): Promise<Output> {
    return (await moderateState(output, this.#options.moderator, this.#outputPlace, facts)) as Output;
  }

  #factsOf(options: Partial<RunnableConfig> | undefined): RequestContext {
    return {
      requestId: options?.runId ?? randomUUID(),
      conversationId: this.#options.conversationId,
      signal: options?.signal,
    };
  }
}

async function* textOf(first: string, others: AsyncIterable<unknown>): AsyncGenerator<string> {
  yield first;
  for await (const other of others) yield String(other);
}

function withoutCallbacks(options: Partial<RunnableConfig> | undefined): Partial<RunnableConfig> {
  const { callbacks: _callbacks, runId: _runId, ...kept } = options ?? {};
  return kept;
}
