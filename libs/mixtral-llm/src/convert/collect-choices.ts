import { type AnswerPart } from './answer-parts.js';
import { withSharedAbort } from '../scheduling/with-shared-abort.js';
import { AnswerCollector, type CollectedAnswer } from './collect-answer.js';
import { toLangChainError } from './to-langchain-error.js';

/**
 * Whole answers to one prompt, read side by side. When one of them fails, the others end.
 *
 * @param begin answers that end with the signal
 * @throws what LangChain's middleware and callers look for, with what has come of the first answer
 */
export async function collectChoices(
  signal: AbortSignal | undefined,
  begin: (signal: AbortSignal) => Promise<readonly AsyncIterable<AnswerPart>[]>,
): Promise<CollectedAnswer[]> {
  const collectors: AnswerCollector[] = [];
  try {
    await withSharedAbort(signal, async (shared) => {
      const choices = await begin(shared);
      await Promise.all(
        choices.map(async (parts, index) => {
          const collector = (collectors[index] = new AnswerCollector());
          for await (const part of parts) collector.push(part);
        }),
      );
    });
  } catch (error) {
    throw toLangChainError(error, { signal, partialMessage: collectors[0]?.partialMessage });
  }
  return collectors.map(({ answer }) => answer);
}
