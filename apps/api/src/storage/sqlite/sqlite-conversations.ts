import {
  type HistoryLimits,
  type ItemPage,
  type PageRequest,
  type StoredHistory,
  type StoredItem,
} from '../contract/stored-item.js';
import { type AddOutcome, type ConversationRecord, type ConversationStorage } from '../contract/storage.js';
import { parseBody, type SqliteRecords, toItem } from './sqlite-records.js';

/** Keeps conversations in SQLite. */
export class SqliteConversations implements ConversationStorage {
  readonly #records: SqliteRecords;

  constructor(records: SqliteRecords) {
    this.#records = records;
  }

  async create({ id, owner, body }: ConversationRecord, items: readonly StoredItem[]): Promise<void> {
    await this.#records.transact(() => {
      this.#records.insert({ id, owner, kind: 'conversation', body: JSON.stringify(body) });
      this.#records.addItems({ id, owner }, 'conversation', items);
      this.#records.deleteExcess(owner, id);
    });
  }

  async find(owner: string, id: string): Promise<ConversationRecord | undefined> {
    const row = await this.#records.attempt(() => this.#records.find(owner, id, 'conversation'));
    return row && { id, owner, body: parseBody(row.body) };
  }

  async update({ id, owner, body }: ConversationRecord): Promise<boolean> {
    return this.#records.transact(() => {
      const row = this.#records.find(owner, id, 'conversation');
      if (!row) return false;
      const text = JSON.stringify(body);
      const growth = Buffer.byteLength(text) - Buffer.byteLength(row.body);
      this.#records.run('UPDATE records SET body = ?, bytes = bytes + ? WHERE id = ?', text, growth, id);
      this.#records.touch([id]);
      return true;
    });
  }

  async delete(owner: string, id: string): Promise<boolean> {
    return this.#records.delete(owner, id, 'conversation');
  }

  async append(owner: string, id: string, items: readonly StoredItem[]): Promise<AddOutcome> {
    return this.#records.transact(() => {
      if (!this.#records.find(owner, id, 'conversation')) return 'missing';
      if (!this.#records.hasRoom(id, items)) return 'full';
      this.#records.addItems({ id, owner }, 'conversation', items);
      this.#records.touch([id]);
      this.#records.deleteExcess(owner, id);
      return 'added';
    });
  }

  async listItems(owner: string, id: string, page: PageRequest): Promise<ItemPage | undefined> {
    return this.#records.attempt(
      () => this.#records.find(owner, id, 'conversation') && this.#records.listItems(id, 'conversation', page),
    );
  }

  async findItem(owner: string, id: string, itemId: string): Promise<StoredItem | undefined> {
    return this.#records.attempt(() => {
      if (!this.#records.find(owner, id, 'conversation')) return undefined;
      const [row] = this.#records.all<{ readonly body: string }>(
        'SELECT body FROM items WHERE record_id = ? AND id = ?',
        id,
        itemId,
      );
      return row && toItem(row);
    });
  }

  async deleteItem(owner: string, id: string, itemId: string): Promise<boolean> {
    const isDeleted = await this.#records.transact(() => {
      if (!this.#records.find(owner, id, 'conversation')) return false;
      const [row] = this.#records.all<{ readonly bytes: number }>(
        'SELECT bytes FROM items WHERE record_id = ? AND id = ?',
        id,
        itemId,
      );
      if (!row) return false;
      this.#records.run('DELETE FROM items WHERE record_id = ? AND id = ?', id, itemId);
      this.#records.run('UPDATE records SET bytes = bytes - ? WHERE id = ?', row.bytes, id);
      return true;
    });
    if (isDeleted) this.#records.emptyLog();
    return isDeleted;
  }

  async readHistory(owner: string, id: string, limits: HistoryLimits): Promise<StoredHistory> {
    return this.#records.transact(() => {
      if (!this.#records.find(owner, id, 'conversation')) return { outcome: 'missing', id };
      this.#records.touch([id]);
      return this.#records.readItems([id], limits);
    });
  }

  async hasRoom(owner: string, id: string, items: readonly StoredItem[]): Promise<boolean> {
    return this.#records.attempt(
      () => !this.#records.find(owner, id, 'conversation') || this.#records.hasRoom(id, items),
    );
  }
}
