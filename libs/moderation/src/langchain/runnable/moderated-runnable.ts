import { randomUUID } from 'node:crypto';

import { BaseRetriever } from '@langchain/core/retrievers';
import { Runnable, type RunnableConfig } from '@langchain/core/runnables';
import { concat } from '@langchain/core/utils/stream';

import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { RedactionVault } from '../../redaction/vault.js';
import { gateText } from '../../streaming/gate-stream.js';
import { restoreEvents } from '../../streaming/restore-events.js';
import { moderateError } from '../../values/moderate-error.js';
import { moderateState } from '../messages/moderate-state.js';
import { findPrecedingText } from '../messages/preceding-text.js';
import { restoreState } from '../messages/restore-state.js';
import { runUntraced, iterateUntraced } from '../tracing/run-untraced.js';

/** The options of `moderate`. */
export interface ModerateRunnableOptions {
  readonly moderator: Moderator;
  /** The stage of the output. Default: `tool-result` for a retriever, because a model is going to read it; else `output`. */
  readonly outputStage?: 'output' | 'tool-result' | undefined;
  /** Keeps placeholders of redacted text the same within one conversation. Default: one conversation per call. */
  readonly conversationId?: string | undefined;
  /**
   * Keeps the values under a policy with `redaction.mode: restore`, and outputs then have placeholders: the owner of the vault restores
   * them. Default: a vault for each call, from which the output of the call is restored.
   */
  readonly vault?: RedactionVault | undefined;
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
  readonly #vault: RedactionVault | undefined;
  readonly #outputLocation: ValueLocation;

  constructor(
    runnable: Runnable<Input, Output>,
    { moderator, conversationId, vault, outputStage: stage = defaultStage(runnable) }: ModerateRunnableOptions,
  ) {
    super({});
    this.#runnable = runnable;
    this.#moderator = moderator;
    this.#conversationId = conversationId;
    this.#vault = vault;
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
      return moderateState(output, this.#moderator, this.#toOutputLocation(given), context);
    };
    // Restored last: callbacks see the output of the run, with placeholders.
    return this.#restore(await this._callWithConfig(run, moderated, options), context);
  }

  override async *_streamIterator(input: Input, options?: Partial<RunnableConfig>): AsyncGenerator<Output> {
    const context = this.#toContext(options);
    const moderated = await moderateState(input, this.#moderator, inputLocation, context);
    const chunks = this.#chunks(moderated, options, context);
    const first = await chunks.next();
    if (first.done) return;
    if (typeof first.value === 'string') {
      yield* this.#gateText(
        toStrings(first.value, chunks),
        this.#toOutputLocation(moderated),
        context,
      ) as AsyncGenerator<Output>;
      return;
    }
    let whole: Output = first.value;
    for await (const chunk of chunks) whole = concat(whole as never, chunk as never) as Output;
    const location = this.#toOutputLocation(moderated);
    yield this.#restore(await moderateState(whole, this.#moderator, location, context), context);
  }

  async *#chunks(
    input: Input,
    options: Partial<RunnableConfig> | undefined,
    context: RunnableContext,
  ): AsyncGenerator<Output, undefined> {
    try {
      yield* iterateUntraced(await runUntraced(() => this.#runnable.stream(input, withoutCallbacks(options))));
    } catch (error) {
      throw await moderateError(error, this.#moderator, this.#outputLocation, context);
    }
  }

  async *#gateText(
    source: AsyncIterable<string>,
    location: ValueLocation,
    context: RunnableContext,
  ): AsyncGenerator<string> {
    const gated = gateText(source, this.#moderator, { ...location, ...context });
    for await (const event of this.#vault === undefined ? restoreEvents(gated, context.vault) : gated) {
      if (event.type === 'text-delta') yield event.text;
      if (event.type === 'stop') throw new ContentRefusedError(event.verdict);
    }
  }

  /** Takes the input as the turn before the answer. */
  #toOutputLocation(given: Input): ValueLocation {
    return { ...this.#outputLocation, precedingText: findPrecedingText(given) };
  }

  /** Restores an output, unless the owner of a given vault does. */
  #restore(output: Output, { vault }: RunnableContext): Output {
    return this.#vault === undefined ? restoreState(output, vault) : output;
  }

  #toContext(options: Partial<RunnableConfig> | undefined): RunnableContext {
    const { runId = randomUUID(), signal } = options ?? {};
    const vault = this.#vault ?? new RedactionVault();
    return { requestId: runId, conversationId: this.#conversationId, signal, vault };
  }
}

/** The circumstances of one call. */
interface RunnableContext extends RequestContext {
  readonly vault: RedactionVault;
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
