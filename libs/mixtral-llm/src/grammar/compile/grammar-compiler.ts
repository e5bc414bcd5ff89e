import { LRUCache } from 'lru-cache';
import { withWorkBudget, WorkSpentError } from '../limits/work-budget.js';
import { compileInThread } from './compile-in-thread.js';
import { FairTaskQueue, type TaskOptions } from '../../scheduling/fair-task-queue.js';
import {
  type CompiledGrammar,
  compileGrammar,
  compileWidest,
  type GrammarRequest,
  isAllStrict,
} from './grammar-request.js';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { SharedWork } from '../../scheduling/shared-work.js';

/** Maximum work on the event loop: some tens of milliseconds. Larger grammars are compiled in a thread. */
const maximumWorkAtOnce = 20_000;

/** Size of the cache, in characters of requests and grammars. Services use a few schemas again and again. */
const maximumCachedCharacters = 16_000_000;

/** Bounds of the queue of large grammars that wait for the thread. */
const queueBounds = { maxQueued: 64, maxQueuedPerCaller: 16 };

/** Describes the options of compiling one grammar. */
interface CompileOptions {
  /** Name of the caller. Callers are served in turn. Default: all are one caller. */
  readonly caller?: string | undefined;
  /** Signal that stops the wait. Compiling stops when no caller waits any more. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Compiles grammars, and caches those used last. A schema of one request must not delay other requests, so large grammars
 * are compiled in a thread: one at a time, callers in turn, with a time limit, and only while a caller waits.
 */
export class GrammarCompiler {
  readonly #grammars = new LRUCache<string, CompiledGrammar>({
    maxSize: maximumCachedCharacters,
    sizeCalculation: ({ gbnf }, key) => gbnf.length + key.length,
  });
  readonly #running = new Map<string, SharedWork<CompiledGrammar>>();
  readonly #thread = new FairTaskQueue(queueBounds);
  readonly #timeoutMs: number;

  /** @param options.timeoutMs time limit of one grammar in the thread, in milliseconds. Default 15,000 */
  constructor({ timeoutMs = 15_000 }: { readonly timeoutMs?: number } = {}) {
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Compiles a grammar at once, however long it takes.
   *
   * @throws {UnsupportedSchemaError} for a strict schema that no grammar can enforce
   */
  compileNow(request: GrammarRequest): CompiledGrammar {
    const key = JSON.stringify(request);
    return this.#grammars.get(key) ?? this.#cache(key, compileGrammar(request));
  }

  /**
   * Compiles a grammar without delaying other requests.
   *
   * @throws {UnsupportedSchemaError} for a strict schema that no grammar can enforce, or that takes too long
   * @throws {QueueFullError} when too many large grammars wait
   * @throws the signal's reason
   */
  async compile(request: GrammarRequest, { caller = '', signal }: CompileOptions = {}): Promise<CompiledGrammar> {
    signal?.throwIfAborted();
    const key = JSON.stringify(request);
    const known = this.#grammars.get(key) ?? this.#running.get(key)?.wait(signal);
    if (known !== undefined) return known;
    try {
      return this.#cache(
        key,
        withWorkBudget(maximumWorkAtOnce, () => compileGrammar(request)),
      );
    } catch (error) {
      if (!(error instanceof WorkSpentError)) throw error;
    }
    const work = new SharedWork(
      (wanted) => this.#compileInTurn(request, key, { caller, signal: wanted }),
      () => this.#running.delete(key),
    );
    this.#running.set(key, work);
    return work.wait(signal);
  }

  async #compileInTurn(request: GrammarRequest, key: string, wanted: TaskOptions): Promise<CompiledGrammar> {
    const options = { timeoutMs: this.#timeoutMs, signal: wanted.signal };
    const compiled = await this.#thread
      .run(() => compileInThread(request, options), wanted)
      .catch((error: unknown) => {
        if (UnsupportedSchemaError.isInstance(error) && !isAllStrict(request))
          return compileWidestAtOnce(request, error);
        throw error;
      });
    return this.#cache(key, compiled);
  }

  #cache(key: string, compiled: CompiledGrammar): CompiledGrammar {
    this.#grammars.set(key, compiled);
    return compiled;
  }
}

/** Compiles a grammar that enforces little more than types, for schemas that take too long. @throws the given error otherwise */
function compileWidestAtOnce(request: GrammarRequest, error: UnsupportedSchemaError): CompiledGrammar {
  try {
    return withWorkBudget(maximumWorkAtOnce, () => compileWidest(request));
  } catch (reason) {
    throw reason instanceof WorkSpentError ? error : reason;
  }
}
