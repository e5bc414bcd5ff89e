import { type ApprovalRecord, type JsonObject, type RunContext } from '../contract/index.js';
import { type PersonDecision } from './answer.js';

/** The most records of a thread among which one is looked for. */
const maximumRecords = 500;

/** Keeps the questions of one run in the storage of a server. Without a server nothing is kept. */
export class ApprovalRecords {
  readonly #run: RunContext | undefined;
  readonly #now: () => Date;

  constructor(run: RunContext | undefined, now: () => Date) {
    this.#run = run;
    this.#now = now;
  }

  /** Whether there is a storage: then each question that a person can answer has a record. */
  get areKept(): boolean {
    return this.#run !== undefined;
  }

  /** Finds the record of a question. A run that was begun again asks the same question, with the same key. */
  async find(key: string): Promise<ApprovalRecord | undefined> {
    if (this.#run === undefined) return undefined;
    const { owner, threadId, approvals } = this.#run;
    for (const status of ['pending', 'expired', 'decided'] as const) {
      const records = await approvals.search({ owner, threadId, status }, { limit: maximumRecords, offset: 0 });
      const record = records.find(({ request }) => (request as JsonObject | null)?.['question_id'] === key);
      if (record !== undefined) return record;
    }
    return undefined;
  }

  /** Keeps a question, unless it is kept already. */
  async open(id: string, request: JsonObject, expiresAt: Date | null): Promise<void> {
    if (this.#run === undefined) return;
    const { owner, threadId, runId, agent, approvals } = this.#run;
    const createdAt = this.#now();
    await approvals.create({
      ...{ id, owner, threadId, runId, agent, request, status: 'pending', decision: null, createdAt, expiresAt },
    });
  }

  /** Tells whether the time of a question was over before somebody answered it. */
  isOver(record: ApprovalRecord | undefined): boolean {
    if (record === undefined) return false;
    return record.status === 'expired' || (record.status === 'pending' && isLate(record, this.#now()));
  }

  /**
   * Settles a question with the decisions of a person.
   *
   * @returns the decisions that count: the first that were saved, or `expired` when the time was over
   */
  async settle(
    record: ApprovalRecord | undefined,
    decisions: readonly PersonDecision[],
  ): Promise<readonly PersonDecision[]> {
    if (this.#run === undefined || record === undefined) return decisions;
    const { owner, approvals } = this.#run;
    const expired = decisions.map((): PersonDecision => ({ type: 'expired' }));
    const isOver = isLate(record, this.#now());
    const chosen = isOver ? expired : decisions;
    const decision = { decisions: JSON.parse(JSON.stringify(chosen)) as JsonObject[] };
    if (await approvals.settle(owner, record.id, isOver ? 'expired' : 'decided', decision)) return chosen;
    const settled = await approvals.find(owner, record.id);
    if (settled?.status !== 'decided') return expired;
    return (settled.decision?.decisions as unknown as readonly PersonDecision[] | undefined) ?? expired;
  }
}

/** Tells whether the time of an approval is over. */
export function isLate({ expiresAt }: ApprovalRecord, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}
