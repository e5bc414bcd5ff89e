import { parentPort, workerData } from 'node:worker_threads';
import { UnsupportedSchemaError } from '../../errors/index.js';
import { type CompileOutcome } from './compile-in-thread.js';
import { compileGrammar, type GrammarRequest } from './grammar-request.js';

/** Compiles the grammar of this thread to a result that can be posted. */
function compileToOutcome(request: GrammarRequest): CompileOutcome {
  try {
    return compileGrammar(request);
  } catch (error) {
    if (!UnsupportedSchemaError.isInstance(error)) throw error;
    const { pointer, problem, advice, origin } = error;
    return { refused: { pointer, problem, advice, origin } };
  }
}

parentPort?.postMessage(compileToOutcome(workerData as GrammarRequest));
