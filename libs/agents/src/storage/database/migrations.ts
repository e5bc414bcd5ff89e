/** The words in which the databases differ. */
export interface SqlWords {
  /** The column that counts rows. */
  readonly counter: string;
  /** A text that is compared by its code points. */
  readonly text: string;
  /** Commands that tie LangGraph's tables of checkpoints to threads, so that they are deleted with them. */
  readonly checkpointTables: readonly string[];
}

/** The commands of each version of the tables. A version that was published never changes: each change adds one. */
export const migrations: readonly ((words: SqlWords) => readonly string[])[] = [createTables];

function createTables({ counter, text, checkpointTables }: SqlWords): readonly string[] {
  const assistant = `
    graph_id TEXT NOT NULL,
    name ${text} NOT NULL,
    description TEXT,
    config TEXT NOT NULL,
    context TEXT NOT NULL,
    metadata TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL`;
  return [
    `CREATE TABLE assistants (
      id ${text} PRIMARY KEY,
      owner TEXT,
      ${assistant},
      updated_at BIGINT NOT NULL,
      bytes BIGINT NOT NULL
    )`,
    'CREATE INDEX assistants_by_owner ON assistants (owner)',
    `CREATE TABLE assistant_versions (
      assistant_id ${text} NOT NULL REFERENCES assistants (id) ON DELETE CASCADE,
      ${assistant},
      PRIMARY KEY (assistant_id, version)
    )`,
    `CREATE TABLE threads (
      id ${text} PRIMARY KEY,
      owner TEXT NOT NULL,
      status ${text} NOT NULL,
      metadata TEXT NOT NULL,
      config TEXT NOT NULL,
      state_values TEXT,
      interrupts TEXT NOT NULL,
      error TEXT,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      state_updated_at BIGINT NOT NULL,
      expires_at BIGINT,
      bytes BIGINT NOT NULL,
      checkpoint_bytes BIGINT NOT NULL
    )`,
    'CREATE INDEX threads_by_owner ON threads (owner, updated_at)',
    'CREATE INDEX threads_by_expiry ON threads (expires_at) WHERE expires_at IS NOT NULL',
    `CREATE TABLE runs (
      sequence ${counter},
      id ${text} NOT NULL UNIQUE,
      owner TEXT NOT NULL,
      thread_id ${text} NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
      assistant_id TEXT NOT NULL,
      status TEXT NOT NULL,
      metadata TEXT NOT NULL,
      arguments TEXT NOT NULL,
      multitask_strategy TEXT NOT NULL,
      starts_at BIGINT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      attempts INTEGER NOT NULL,
      cancel_requested TEXT,
      end_reason TEXT,
      worker TEXT,
      lease_until BIGINT,
      last_event INTEGER NOT NULL,
      bytes BIGINT NOT NULL
    )`,
    'CREATE INDEX runs_by_thread ON runs (thread_id, sequence)',
    'CREATE INDEX runs_by_owner ON runs (owner, status)',
    'CREATE INDEX runs_by_end ON runs (updated_at) WHERE last_event > 0',
    "CREATE INDEX runs_in_queue ON runs (sequence) WHERE status IN ('pending', 'running')",
    // The database itself makes sure that no two runs of a thread are under way.
    "CREATE UNIQUE INDEX runs_under_way ON runs (thread_id) WHERE status = 'running'",
    `CREATE TABLE run_events (
      run_id ${text} NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      id INTEGER NOT NULL,
      event TEXT NOT NULL,
      data TEXT NOT NULL,
      PRIMARY KEY (run_id, id)
    )`,
    `CREATE TABLE store_items (
      owner TEXT NOT NULL,
      namespace ${text} NOT NULL,
      key ${text} NOT NULL,
      value TEXT NOT NULL,
      created_at BIGINT NOT NULL,
      updated_at BIGINT NOT NULL,
      bytes BIGINT NOT NULL,
      PRIMARY KEY (owner, namespace, key)
    )`,
    `CREATE TABLE tool_calls (
      thread_id ${text} NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      run_id TEXT NOT NULL,
      tool TEXT NOT NULL,
      status TEXT NOT NULL,
      result TEXT,
      PRIMARY KEY (thread_id, key)
    )`,
    `CREATE TABLE approvals (
      owner TEXT NOT NULL,
      id ${text} NOT NULL,
      thread_id ${text} NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
      run_id TEXT NOT NULL,
      agent TEXT NOT NULL,
      request TEXT NOT NULL,
      status TEXT NOT NULL,
      decision TEXT,
      created_at BIGINT NOT NULL,
      expires_at BIGINT,
      PRIMARY KEY (owner, id)
    )`,
    'CREATE INDEX approvals_by_thread ON approvals (thread_id)',
    "CREATE INDEX approvals_waiting ON approvals (expires_at) WHERE status = 'pending'",
    ...checkpointTables,
  ];
}
