import { ContextOverflowError as LangChainContextOverflowError, ModelAbortError } from '@langchain/core/errors';
import { type AIMessageChunk } from '@langchain/core/messages';
import { type AnswerPart } from './answer-parts.js';
import { ContextOverflowError } from '../errors/index.js';
import { AnswerCollector } from './collect-answer.js';

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

/** The parts of an answer, with the errors that LangChain looks for. */
export async function* withLangChainErrors(
  parts: AsyncGenerator<AnswerPart>,
  signal: AbortSignal | undefined,
): AsyncGenerator<AnswerPart> {
  const collector = new AnswerCollector();
  try {
    for (;;) {
      const next = await parts.next().catch((error: unknown) => {
        throw toLangChainError(error, { signal, partialMessage: collector.partialMessage });
      });
      if (next.done) return;
      collector.push(next.value);
      yield next.value;
    }
  } finally {
    await parts.return(undefined);
  }
}
