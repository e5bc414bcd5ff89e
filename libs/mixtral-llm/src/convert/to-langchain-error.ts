import { ContextOverflowError as LangChainContextOverflowError, ModelAbortError } from '@langchain/core/errors';
import { type AIMessageChunk } from '@langchain/core/messages';
import { ContextOverflowError } from '../errors.js';

/** What a model knows of an answer when something goes wrong. */
export interface AnswerUnderWay {
  readonly signal?: AbortSignal | undefined;
  /** What has come of the answer. */
  readonly partialMessage?: AIMessageChunk | undefined;
}

/** What LangChain's middleware and callers look for, in place of an error of ours, which is its `cause`; any other error as it is. */
export function toLangChainError(error: unknown, { signal, partialMessage }: AnswerUnderWay = {}): unknown {
  if (ContextOverflowError.isInstance(error)) return LangChainContextOverflowError.fromError(error);
  if (!signal?.aborted || error !== signal.reason) return error;
  const why = error instanceof Error ? error.message : String(error);
  const abort = new ModelAbortError(`The model was stopped before its answer was complete: ${why}`, partialMessage);
  return Object.assign(abort, { cause: error });
}
