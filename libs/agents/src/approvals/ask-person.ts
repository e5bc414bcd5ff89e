import { interrupt, isGraphInterrupt } from '@langchain/langgraph';

import { type JsonObject } from '../contract/index.js';
import { toCallFingerprint } from '../tool-catalog/index.js';
import { type PersonDecision, type ReadAnswer, readAnswer } from './answer.js';
import { type ApprovalRecords } from './approval-records.js';
import { type ApprovalQuestion, toInterruptValue } from './question.js';

/** The most answers that cannot be used. After them the calls count as rejected. */
const maximumAnswers = 5;

/** The options for asking a person. */
export interface AskOptions {
  readonly records: ApprovalRecords;
  /** The step that asks, such as the id of the message with the calls: the same when it is begun again. */
  readonly step: string;
  /** Milliseconds after which a question counts as rejected. Undefined: never. */
  readonly expiry?: number | undefined;
  readonly now: () => Date;
  /** Moderates and validates decisions before they count. */
  readonly prepare: (decisions: readonly PersonDecision[]) => Promise<ReadAnswer>;
}

/**
 * Interrupts the run with questions about calls, and returns the decisions of a person once it is resumed. An answer that cannot be used
 * is asked for again.
 *
 * @throws {GraphInterrupt} while there is no answer. It must reach LangGraph.
 */
export async function askPerson(
  questions: readonly ApprovalQuestion[],
  { records, step, expiry, now, prepare }: AskOptions,
): Promise<readonly PersonDecision[]> {
  let problem: string | undefined;
  for (let attempt = 0; attempt < maximumAnswers; attempt += 1) {
    const key = toCallFingerprint({
      name: step,
      args: [attempt, questions.map(({ call }) => [call.id, call.name, call.args])],
    });
    const record = await records.find(key);
    const expiresAt =
      record === undefined ? (expiry === undefined ? null : new Date(now().getTime() + expiry)) : record.expiresAt;
    const answer = await interruptWith(toInterruptValue(questions, key, expiresAt, problem), records, expiresAt);
    // LangGraph gives an answer a second time to a step that was begun again after a crash. This question was never shown.
    if (record === undefined && records.areKept) continue;
    // The answer does not count: its time was over.
    if (records.isOver(record)) {
      return records.settle(
        record,
        questions.map(() => ({ type: 'expired' })),
      );
    }
    let read = readAnswer(answer, questions);
    if ('decisions' in read) read = await prepare(read.decisions);
    if ('decisions' in read) return records.settle(record, read.decisions);
    problem = read.problem;
    // The question is asked again under a new key.
    await records.settle(
      record,
      questions.map(() => ({ type: 'reject', reason: 'The answer could not be used.' })),
    );
  }
  return questions.map(() => ({ type: 'reject' }));
}

async function interruptWith(value: JsonObject, records: ApprovalRecords, expiresAt: Date | null): Promise<unknown> {
  try {
    return interrupt(value);
  } catch (error) {
    // Only written down on its way: LangGraph has to get it.
    if (isGraphInterrupt(error)) {
      const { id } = error.interrupts[0] ?? {};
      if (id !== undefined) await records.open(id, value, expiresAt);
    }
    throw error;
  }
}
