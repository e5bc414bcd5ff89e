import { type Generated } from 'kysely';
import { type ApprovalRecord } from '../../contract/approval.js';
import { type CancelAction, type MultitaskStrategy, type RunStatus } from '../../contract/run.js';
import { type ThreadStatus } from '../../contract/thread.js';
import { type ToolCallRecord } from '../../contract/tool-call-record.js';

/**
 * The columns of each table. Times are milliseconds since 1970. Columns of JSON are texts, which may be encrypted: filters on them
 * run in this process, with the same answers for each database.
 */
export interface Tables {
  storage_settings: { name: string; value: string };
  assistants: AssistantColumns & { id: string; owner: string | null; bytes: number; updated_at: number };
  assistant_versions: AssistantColumns & { assistant_id: string };
  threads: {
    id: string;
    owner: string;
    status: ThreadStatus;
    metadata: string;
    config: string;
    state_values: string | null;
    interrupts: string;
    error: string | null;
    created_at: number;
    updated_at: number;
    state_updated_at: number;
    expires_at: number | null;
    /** Of this row. */
    bytes: number;
    /** Of its checkpoints. */
    checkpoint_bytes: number;
  };
  runs: {
    /** Counts the runs in the order in which they were created. */
    sequence: Generated<number>;
    id: string;
    owner: string;
    thread_id: string;
    assistant_id: string;
    status: RunStatus;
    metadata: string;
    arguments: string;
    multitask_strategy: MultitaskStrategy;
    starts_at: number;
    created_at: number;
    updated_at: number;
    attempts: number;
    cancel_requested: CancelAction | null;
    end_reason: string | null;
    /** The process that runs it. */
    worker: string | null;
    lease_until: number | null;
    /** The id of its latest event. */
    last_event: number;
    /** Of this row, and of its events, calls and approvals. */
    bytes: number;
  };
  run_events: { run_id: string; id: number; event: string; data: string };
  store_items: {
    owner: string;
    /** The JSON of each part, with a comma behind it, so that texts begin alike when namespaces do. */
    namespace: string;
    /** The JSON of the key, since PostgreSQL's texts hold no null character. */
    key: string;
    value: string;
    created_at: number;
    updated_at: number;
    bytes: number;
  };
  tool_calls: {
    thread_id: string;
    key: string;
    run_id: string;
    tool: string;
    status: ToolCallRecord['status'];
    result: string | null;
  };
  approvals: {
    owner: string;
    id: string;
    thread_id: string;
    run_id: string;
    agent: string;
    request: string;
    status: ApprovalRecord['status'];
    decision: string | null;
    created_at: number;
    expires_at: number | null;
  };
}

interface AssistantColumns {
  graph_id: string;
  name: string;
  description: string | null;
  config: string;
  context: string;
  metadata: string;
  version: number;
  created_at: number;
}

/** The tables of checkpoints, which LangGraph's savers read and write. */
export const checkpointTables = {
  sqlite: ['checkpoints', 'writes'],
  postgres: ['checkpoints', 'checkpoint_writes', 'checkpoint_blobs'],
} as const;
