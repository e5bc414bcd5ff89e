import { LRUCache } from 'lru-cache';
import { withWorkBudget, WorkSpentError } from '../limits/work-budget.js';
import { compileInThread } from './compile-in-thread.js';
import { FairTaskQueue, type TaskOptions } from '../../scheduling/fair-task-queue.js';
import { compileGrammar, type GrammarRequest } from './grammar-request.js';
import { SharedWork } from '../../scheduling/shared-work.js';

/** Steps of compiling that hold nobody up: some tens of milliseconds. */
const workAtOnce = 20_000;

/** Characters of requests and grammars that are kept. Services use a few schemas again and again. */
const keptCharacters = 16_000_000;

/** Large grammars that wait for the thread. */
const waiting = { maxQueued: 64, maxQueuedPerCaller: 16 };

/** Who asks for a grammar, and until when. */
export interface GrammarAsker {
  /** Callers are served in turn. Default: everyone is one caller. */
  readonly caller?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes grammars, and keeps those used last. Large ones are made in a thread, one after the other, callers in turn, with a time
 * limit, and only while somebody waits for them: a schema that comes with a request must not hold the other requests up.
 */
export class GrammarCompiler {
  readonly #grammars = new LRUCache<string, string>({
    maxSize: keptCharacters,
    sizeCalculation: (gbnf, key) => gbnf.length + key.length,
  });
  readonly #underWay = new Map<string, SharedWork<string>>();
  readonly #thread = new FairTaskQueue(waiting);
  readonly #longestMilliseconds: number;

  /** @param options.longestMilliseconds what one grammar may take in the thread. Default 15,000 */
  constructor({ longestMilliseconds = 15_000 }: { readonly longestMilliseconds?: number } = {}) {
    this.#longestMilliseconds = longestMilliseconds;
  }

  /**
   * The grammar's GBNF text, however long it takes to make.
   *
   * @throws {UnsupportedSchemaError}
   */
  compileNow(request: GrammarRequest): string {
    const key = JSON.stringify(request);
    return this.#grammars.get(key) ?? this.#keep(key, compileGrammar(request));
  }

  /**
   * The same without holding up anybody else.
   *
   * @throws {UnsupportedSchemaError} also when it takes too long
   * @throws {QueueFullError} when too many large ones wait
   * @throws the signal's reason
   */
  async compile(request: GrammarRequest, { caller = '', signal }: GrammarAsker = {}): Promise<string> {
    signal?.throwIfAborted();
    const key = JSON.stringify(request);
    const kept = this.#grammars.get(key) ?? this.#underWay.get(key)?.wait(signal);
    if (kept !== undefined) return kept;
    try {
      return this.#keep(
        key,
        withWorkBudget(workAtOnce, () => compileGrammar(request)),
      );
    } catch (error) {
      if (!(error instanceof WorkSpentError)) throw error;
    }
    const work = new SharedWork(
      (wanted) => this.#compileInTurn(request, key, { caller, signal: wanted }),
      () => this.#underWay.delete(key),
    );
    this.#underWay.set(key, work);
    return work.wait(signal);
  }

  async #compileInTurn(request: GrammarRequest, key: string, wanted: TaskOptions): Promise<string> {
    const longestMilliseconds = this.#longestMilliseconds;
    const gbnf = await this.#thread.run(
      () => compileInThread(request, { longestMilliseconds, signal: wanted.signal }),
      wanted,
    );
    return this.#keep(key, gbnf);
  }

  #keep(key: string, gbnf: string): string {
    this.#grammars.set(key, gbnf);
    return gbnf;
  }
}
