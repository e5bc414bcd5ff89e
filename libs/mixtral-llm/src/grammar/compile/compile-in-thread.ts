import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { type GrammarRequest, originOf } from './grammar-request.js';

/** What comes from the thread: the grammar, or the fields of the error. */
export type CompileOutcome =
  | { readonly gbnf: string }
  | { readonly refused: Pick<UnsupportedSchemaError, 'pointer' | 'what' | 'advice' | 'origin'> };

/** A thread that needs more memory is ended by Node. */
const maximumHeapMegabytes = 512;

export interface ThreadOptions {
  /** A thread that has nothing to say by then is ended; its start is a part of it. */
  readonly longestMilliseconds: number;
  /** Ends the thread. */
  readonly signal: AbortSignal;
}

/**
 * Makes one grammar in a thread of its own.
 *
 * @throws {UnsupportedSchemaError} also when it takes too long or needs too much memory
 * @throws the signal's reason
 */
export async function compileInThread(
  request: GrammarRequest,
  { longestMilliseconds, signal }: ThreadOptions,
): Promise<string> {
  const worker = startWorker(request);
  // What it fails of while it is being ended is nobody's: without a listener, it would end this process.
  worker.on('error', () => undefined);
  // Not `AbortSignal.timeout`: one that only `AbortSignal.any` knows of may be collected as garbage, and then never fires.
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), longestMilliseconds);
  try {
    const [outcome] = (await once(worker, 'message', { signal: AbortSignal.any([signal, limit.signal]) })) as [
      CompileOutcome,
    ];
    if ('gbnf' in outcome) return outcome.gbnf;
    const { pointer, what, advice, origin } = outcome.refused;
    throw new UnsupportedSchemaError(pointer, what, advice, origin);
  } catch (error) {
    signal.throwIfAborted();
    if (!isTooMuch(error)) throw error;
    throw new UnsupportedSchemaError(
      '',
      'too much to make a grammar of in time',
      'use simpler patterns, smaller counts, or fewer alternatives',
      originOf(request),
    );
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function isTooMuch(error: unknown): boolean {
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
  // From the sources, as in tests, the thread needs the compiler that the sources are run with; Node 20 takes none by `--import`.
  const file = new URL('./thread-main.ts', import.meta.url).href;
  const code = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(file)})));`;
  return new Worker(code, { ...options, eval: true, execArgv: ['--conditions=@leeward/source'] });
}
