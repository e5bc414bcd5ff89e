import { type AgentStorage, type ThreadRecord } from '../../contract/index.js';

/** The most approvals of a thread that are looked at. */
const maximumApprovals = 1_000;

/** Settles the approvals of a thread whose questions are gone: it was undone, changed, or went on with another input. */
export async function settleStaleApprovals(
  { approvals }: Pick<AgentStorage, 'approvals'>,
  { owner, id: threadId, interrupts }: Pick<ThreadRecord, 'owner' | 'id' | 'interrupts'>,
): Promise<void> {
  const page = { limit: maximumApprovals, offset: 0 };
  for (const { id } of await approvals.search({ owner, threadId, status: 'pending' }, page)) {
    if (!isAsked(interrupts, id)) await approvals.settle(owner, id, 'expired', { reason: 'The question is gone.' });
  }
}

/** Tells whether a question of a thread waits for an answer. */
export function isAsked(interrupts: ThreadRecord['interrupts'], id: string): boolean {
  return Object.values(interrupts).some((questions) => questions.some((question) => question.id === id));
}
