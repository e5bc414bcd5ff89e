import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { type CompiledGrammar, type GrammarRequest, toOrigin } from './grammar-request.js';

/** Holds the result of the thread: the grammar, or the fields of the error. */
export type CompileOutcome =
  CompiledGrammar | { readonly refused: Pick<UnsupportedSchemaError, 'pointer' | 'problem' | 'advice' | 'origin'> };

/** Heap limit of a thread in megabytes. Node ends a thread that needs more. */
const maximumHeapMegabytes = 512;

interface ThreadOptions {
  /** Time limit in milliseconds, with the start of the thread. */
  readonly timeoutMs: number;
  /** Signal that ends the thread. */
  readonly signal: AbortSignal;
}

/**
 * Compiles one grammar in a thread of its own.
 *
 * @throws {UnsupportedSchemaError} also when it takes too long or needs too much memory
 * @throws the signal's reason
 */
export async function compileInThread(
  request: GrammarRequest,
  { timeoutMs, signal }: ThreadOptions,
): Promise<CompiledGrammar> {
  const worker = startWorker(request);
  // An error while the thread is terminated has no other listener, and would end this process.
  worker.on('error', () => undefined);
  // Not `AbortSignal.timeout`: if only `AbortSignal.any` refers to it, it may be garbage-collected and never fire.
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  try {
    const [outcome] = (await once(worker, 'message', { signal: AbortSignal.any([signal, limit.signal]) })) as [
      CompileOutcome,
    ];
    if ('gbnf' in outcome) return outcome;
    const { pointer, problem, advice, origin } = outcome.refused;
    throw new UnsupportedSchemaError(pointer, problem, advice, origin);
  } catch (error) {
    signal.throwIfAborted();
    if (!isThreadLimit(error)) throw error;
    throw new UnsupportedSchemaError(
      '',
      'more than can be compiled to a grammar in time',
      'use simpler patterns, smaller counts, or fewer alternatives',
      toOrigin(request),
    );
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function isThreadLimit(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    (error.code === 'ABORT_ERR' || error.code === 'ERR_WORKER_OUT_OF_MEMORY')
  );
}

function startWorker(workerData: GrammarRequest): Worker {
  const options = { name: 'grammar', workerData, resourceLimits: { maxOldGenerationSizeMb: maximumHeapMegabytes } };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./thread-main.js', import.meta.url), options);
  // Run from the sources, as in tests, the thread needs tsx. Node 20 ignores `--import` in threads.
  const file = new URL('./thread-main.ts', import.meta.url).href;
  const code = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(file)})));`;
  return new Worker(code, { ...options, eval: true, execArgv: ['--conditions=@leeward/source'] });
}
