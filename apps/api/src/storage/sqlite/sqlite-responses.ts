import { type HistoryLimits, type ItemPage, type PageRequest, type StoredHistory } from '../contract/stored-item.js';
import {
  type AddOutcome,
  type FoundResponse,
  type ResponseRecord,
  type ResponseStatus,
  type ResponseStorage,
} from '../contract/storage.js';
import { parseBody, type RecordRow, type SqliteRecords, toItem } from './sqlite-records.js';

/** Keeps responses in SQLite. */
export class SqliteResponses implements ResponseStorage {
  readonly #records: SqliteRecords;

  constructor(records: SqliteRecords) {
    this.#records = records;
  }

  async create(record: ResponseRecord): Promise<AddOutcome> {
    return this.#records.transact(() => {
      const outcome = this.#appendToConversation(record);
      if (outcome === 'added') this.#insert(record);
      return outcome;
    });
  }

  async finish(record: ResponseRecord): Promise<boolean> {
    const { id, owner } = record;
    return this.#records.transact(() => {
      const row = this.#records.find(owner, id, 'response');
      if (!row || !isUnfinished(row.status)) return false;
      this.#records.run('DELETE FROM records WHERE id = ?', id);
      // The conversation may have been deleted or filled meanwhile: the response is still there for its caller.
      this.#appendToConversation(record);
      this.#insert(record);
      return true;
    });
  }

  async find(owner: string, id: string): Promise<FoundResponse | undefined> {
    return this.#records.attempt(() => {
      const row = this.#records.find(owner, id, 'response');
      if (!row) return undefined;
      const output = this.#records.all<{ readonly body: string }>(
        "SELECT body FROM items WHERE record_id = ? AND part = 'output' ORDER BY position",
        id,
      );
      const isInterrupted = this.#isInterrupted(row);
      return {
        id,
        status: isInterrupted ? 'failed' : (row.status as ResponseStatus),
        isInterrupted,
        body: parseBody(row.body),
        output: output.map(toItem),
      };
    });
  }

  async cancel(owner: string, id: string): Promise<void> {
    await this.#records.transact(() => {
      const row = this.#records.find(owner, id, 'response');
      if (!row || !isUnfinished(row.status) || this.#isInterrupted(row)) return;
      this.#records.run("UPDATE records SET status = 'cancelled', lease_until = NULL WHERE id = ?", id);
    });
  }

  async delete(owner: string, id: string): Promise<boolean> {
    return this.#records.delete(owner, id, 'response');
  }

  async listInput(owner: string, id: string, page: PageRequest): Promise<ItemPage | undefined> {
    return this.#records.attempt(
      () => this.#records.find(owner, id, 'response') && this.#records.listItems(id, 'input', page),
    );
  }

  async readEvents(owner: string, id: string): Promise<readonly object[] | undefined> {
    return this.#records.attempt(() => {
      if (!this.#records.find(owner, id, 'response')) return undefined;
      const query = 'SELECT events FROM records WHERE id = ?';
      const [row] = this.#records.all<{ readonly events: string | null }>(query, id);
      return row?.events ? (parseBody(row.events) as object[]) : undefined;
    });
  }

  async readHistory(owner: string, id: string, limits: HistoryLimits): Promise<StoredHistory> {
    return this.#records.transact(() => this.#readHistory(owner, id, limits));
  }

  async findItems(owner: string, ids: readonly string[], limits: HistoryLimits): Promise<StoredHistory> {
    return this.#records.transact(() => this.#findItems(owner, ids, limits));
  }

  async extendLeases(ids: readonly string[], leaseUntil: number): Promise<void> {
    const command =
      'UPDATE records SET lease_until = ? WHERE lease_until IS NOT NULL AND id IN (SELECT value FROM json_each(?))';
    await this.#records.attempt(() => this.#records.run(command, leaseUntil, JSON.stringify(ids)));
  }

  #readHistory(owner: string, id: string, limits: HistoryLimits): StoredHistory {
    const ids: string[] = [];
    // A response has one item or more, so a chain of more responses has too many items.
    for (let next: string | null = id; next !== null && ids.length <= limits.items;) {
      const row: RecordRow | undefined = this.#records.find(owner, next, 'response');
      if (!row) return { outcome: 'missing', id: next };
      if (isUnfinished(row.status) && !this.#isInterrupted(row)) return { outcome: 'unfinished', id: next };
      ids.unshift(next);
      next = row.previous_id;
    }
    if (ids.length > limits.items) return { outcome: 'too-long' };
    this.#records.touch(ids);
    return this.#records.readItems(ids, limits);
  }

  #findItems(owner: string, ids: readonly string[], limits: HistoryLimits): StoredHistory {
    const items = [];
    let bytes = 0;
    for (const id of ids) {
      const [row] = this.#records.all<{ readonly body: string; readonly bytes: number; readonly record_id: string }>(
        `SELECT items.record_id, items.bytes, items.body FROM items JOIN records ON records.id = items.record_id
         WHERE items.owner = ? AND items.id = ? AND records.used_at > ? LIMIT 1`,
        owner,
        id,
        this.#records.oldestUse,
      );
      if (!row) return { outcome: 'missing', id };
      bytes += row.bytes;
      if (bytes > limits.bytes || items.length >= limits.items) return { outcome: 'too-long' };
      this.#records.touch([row.record_id]);
      items.push(toItem(row));
    }
    return { outcome: 'found', items };
  }

  #insert(record: ResponseRecord): void {
    const { id, owner, body, status, leaseUntil, previousId, conversationId = id, events, input, output } = record;
    this.#records.insert({
      id,
      owner,
      kind: 'response',
      body: JSON.stringify(body),
      status,
      leaseUntil,
      previousId,
      events: events && JSON.stringify(events),
    });
    this.#records.addItems(record, 'input', input);
    this.#records.addItems(record, 'output', output);
    this.#records.deleteExcess(owner, id, conversationId);
  }

  /** Adds a finished turn to its conversation, and an unfinished one to none. */
  #appendToConversation({ owner, conversationId, status, input, output }: ResponseRecord): AddOutcome {
    if (conversationId === undefined) return 'added';
    const conversation = this.#records.find(owner, conversationId, 'conversation');
    if (!conversation) return 'missing';
    if (isUnfinished(status)) return 'added';
    const items = [...input, ...output];
    if (!this.#records.hasRoom(conversationId, items)) return 'full';
    this.#records.addItems(conversation, 'conversation', items);
    this.#records.touch([conversationId]);
    return 'added';
  }

  #isInterrupted({ status, lease_until: leaseUntil }: Pick<RecordRow, 'status' | 'lease_until'>): boolean {
    return isUnfinished(status) && (leaseUntil ?? 0) <= this.#records.now;
  }
}

function isUnfinished(status: string | null): boolean {
  return status === 'queued' || status === 'in_progress';
}
