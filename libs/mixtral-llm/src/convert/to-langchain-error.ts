import { ContextOverflowError as LangChainContextOverflowError, ModelAbortError } from '@langchain/core/errors';
import { type AIMessageChunk } from '@langchain/core/messages';
import { type AnswerPart } from './answer-parts.js';
import { ContextOverflowError } from '../errors/index.js';
import { AnswerCollector } from './collect-answer.js';

/** Describes the state of an answer when an error stops it. */
interface StoppedAnswer {
  readonly signal: AbortSignal | undefined;
  /** The part of the answer that has been generated. */
  readonly partialMessage?: AIMessageChunk | undefined;
}

/**
 * Converts an error to the one that LangChain's middleware and callers look for, with the original as its `cause`. Errors
 * that have no such counterpart stay as they are.
 */
export function toLangChainError(error: unknown, { signal, partialMessage }: StoppedAnswer): unknown {
  if (ContextOverflowError.isInstance(error)) return LangChainContextOverflowError.fromError(error);
  if (!signal?.aborted || error !== signal.reason) return error;
  const why = error instanceof Error ? error.message : String(error);
  const abort = new ModelAbortError(`The model was stopped before its answer was complete: ${why}`, partialMessage);
  return Object.assign(abort, { cause: error });
}

/** Starts an answer and streams its parts. Errors are converted by `toLangChainError`. */
export async function* withLangChainErrors(
  start: () => Promise<AsyncIterable<AnswerPart>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<AnswerPart> {
  const collector = new AnswerCollector();
  try {
    for await (const part of await start()) {
      collector.push(part);
      yield part;
    }
  } catch (error) {
    throw toLangChainError(error, { signal, partialMessage: collector.partialMessage });
  }
}
