import { type AnswerPart } from '../convert/answer-parts.js';
import { AnswerCollector, type CollectedAnswer } from '../convert/collect-answer.js';
import { toLangChainError } from '../convert/to-langchain-error.js';
import { withSharedAbort } from '../scheduling/with-shared-abort.js';

/** Describes how the choices of one prompt are collected. */
interface CollectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Gets the parts of the first answer: callbacks can tell the tokens of one answer only. */
  readonly onFirstAnswerPart?: ((part: AnswerPart) => Promise<void>) | undefined;
}

/**
 * Collects all choices of one prompt. When one fails, the others end.
 *
 * @throws the error in LangChain's form, with what there is of the first answer
 */
export async function collectChoices(
  generate: (signal: AbortSignal) => Promise<readonly AsyncIterable<AnswerPart>[]>,
  { signal, onFirstAnswerPart }: CollectOptions,
): Promise<CollectedAnswer[]> {
  const first = new AnswerCollector();
  try {
    return await withSharedAbort(signal, async (shared) => {
      const choices = await generate(shared);
      return Promise.all(
        choices.map((parts, index) =>
          index === 0 ? first.collect(parts, onFirstAnswerPart) : new AnswerCollector().collect(parts),
        ),
      );
    });
  } catch (error) {
    throw toLangChainError(error, { signal, partialMessage: first.partialMessage });
  }
}
