import { randomUUID } from 'node:crypto';
import { type ApprovalRecord } from '../../contract/approval.js';
import { type AssistantRecord } from '../../contract/assistant.js';
import { type RunRecord } from '../../contract/run.js';
import { type ThreadRecord } from '../../contract/thread.js';

/** The holder of records in tests. */
export const owner = 'owner';

/** The time at which tests begin. */
export const start = Date.UTC(2026, 0, 1);

export function toThread(change: Partial<ThreadRecord> = {}): ThreadRecord {
  return {
    id: randomUUID(),
    owner,
    metadata: {},
    config: {},
    status: 'idle',
    values: null,
    interrupts: {},
    error: null,
    createdAt: new Date(start),
    updatedAt: new Date(start),
    stateUpdatedAt: new Date(start),
    expiresAt: null,
    ...change,
  };
}

export function toRun(threadId: string, change: Partial<RunRecord> = {}): RunRecord {
  return {
    id: randomUUID(),
    owner,
    threadId,
    assistantId: 'assistant',
    status: 'pending',
    metadata: {},
    arguments: {
      input: { messages: [] },
      config: {},
      streamModes: ['values'],
      streamSubgraphs: false,
      endsWithCaller: false,
      isResumable: true,
      deletesThread: false,
    },
    multitaskStrategy: 'enqueue',
    startsAt: new Date(start),
    createdAt: new Date(start),
    updatedAt: new Date(start),
    attempts: 0,
    cancelRequested: null,
    endReason: null,
    ...change,
  };
}

export function toAssistant(change: Partial<AssistantRecord> = {}): AssistantRecord {
  return {
    id: randomUUID(),
    owner,
    graphId: 'support',
    name: 'Support',
    description: null,
    config: {},
    context: {},
    metadata: {},
    version: 1,
    createdAt: new Date(start),
    updatedAt: new Date(start),
    ...change,
  };
}

export function toApproval(threadId: string, runId: string, change: Partial<ApprovalRecord> = {}): ApprovalRecord {
  return {
    id: randomUUID(),
    owner,
    threadId,
    runId,
    agent: 'support',
    request: { calls: [{ name: 'send', args: {} }] },
    status: 'pending',
    decision: null,
    createdAt: new Date(start),
    expiresAt: null,
    ...change,
  };
}
