import { ContextOverflowError as LangChainContextOverflowError } from '@langchain/core/errors';
import { ContextOverflowError } from '../errors.js';

/**
 * Runs a step of a model and throws what LangChain's middleware and callers look for. Our own error is its `cause`.
 */
export async function langChainErrorsOf<Result>(step: () => Promise<Result>): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    if (ContextOverflowError.isInstance(error)) throw LangChainContextOverflowError.fromError(error);
    throw error;
  }
}
