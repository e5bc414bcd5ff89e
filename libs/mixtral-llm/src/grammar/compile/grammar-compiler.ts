import { LRUCache } from 'lru-cache';
import { withWorkBudget, WorkSpentError } from '../work-budget.js';
import { compileInThread } from './compile-in-thread.js';
import { compileGrammar, type GrammarRequest } from './grammar-request.js';
import { OneByOne } from './one-by-one.js';

/** Steps of compiling that hold nobody up: some 20 ms. */
const workAtOnce = 20_000;

/** Characters of requests and grammars that are kept. Services use a few schemas again and again. */
const keptCharacters = 16_000_000;

/** Large grammars that wait for the thread. */
const mostWaiting = 16;

/**
 * Makes grammars, and keeps those used last. Large ones are made in a thread, one after the other, with a time limit: a schema
 * that comes with a request must not hold the other requests up.
 */
export class GrammarCompiler {
  private readonly grammars = new LRUCache<string, string>({ maxSize: keptCharacters, sizeCalculation: (gbnf, key) => gbnf.length + key.length });
  private readonly underWay = new Map<string, Promise<string>>();
  private readonly thread = new OneByOne(mostWaiting);
  private readonly longestMilliseconds: number;

  /** @param options.longestMilliseconds what one grammar may take in the thread. Default 15,000 */
  constructor({ longestMilliseconds = 15_000 }: { readonly longestMilliseconds?: number } = {}) {
    this.longestMilliseconds = longestMilliseconds;
  }

  /**
   * The grammar's GBNF text, however long it takes to make.
   *
   * @throws {UnsupportedSchemaError}
   */
  compileNow(request: GrammarRequest): string {
    const key = JSON.stringify(request);
    return this.grammars.get(key) ?? this.keep(key, compileGrammar(request));
  }

  /**
   * The same without holding up anybody else.
   *
   * @throws {UnsupportedSchemaError} also when it takes too long
   * @throws {QueueFullError} when too many large ones wait
   */
  async compile(request: GrammarRequest): Promise<string> {
    const key = JSON.stringify(request);
    const kept = this.grammars.get(key) ?? this.underWay.get(key);
    if (kept !== undefined) return kept;
    try {
      return this.keep(key, withWorkBudget(workAtOnce, () => compileGrammar(request)));
    } catch (error) {
      if (!(error instanceof WorkSpentError)) throw error;
    }
    const grammar = this.thread.run(() => compileInThread(request, this.longestMilliseconds)).then((gbnf) => this.keep(key, gbnf));
    this.underWay.set(key, grammar);
    return grammar.finally(() => this.underWay.delete(key));
  }

  private keep(key: string, gbnf: string): string {
    this.grammars.set(key, gbnf);
    return gbnf;
  }
}
