import { type AssistantFilter, type AssistantRecord, type AssistantStorage } from '../contract/index.js';
import { contains, toPage } from './contains.js';

/** Keeps assistants in memory. */
export class MemoryAssistants implements AssistantStorage {
  /** All versions of each, the first one first. */
  readonly #versions = new Map<string, AssistantRecord[]>();
  readonly #latest = new Map<string, AssistantRecord>();

  create(record: AssistantRecord): Promise<boolean> {
    if (this.#latest.has(record.id)) return Promise.resolve(false);
    this.#latest.set(record.id, record);
    this.#versions.set(record.id, [record]);
    return Promise.resolve(true);
  }

  find(owner: string, id: string): Promise<AssistantRecord | undefined> {
    const record = this.#latest.get(id);
    return Promise.resolve(record !== undefined && (record.owner ?? owner) === owner ? record : undefined);
  }

  async update(owner: string, id: string, change: Partial<AssistantRecord>): Promise<AssistantRecord | undefined> {
    const record = await this.find(owner, id);
    const versions = this.#versions.get(id);
    if (record?.owner !== owner || versions === undefined) return undefined;
    const updated = { ...record, ...change, version: versions.length + 1, updatedAt: new Date() };
    versions.push(updated);
    this.#latest.set(id, updated);
    return updated;
  }

  async setLatest(owner: string, id: string, version: number): Promise<AssistantRecord | undefined> {
    const record = await this.find(owner, id);
    const earlier = this.#versions.get(id)?.[version - 1];
    if (record?.owner !== owner || earlier === undefined) return undefined;
    const updated = { ...earlier, updatedAt: new Date() };
    this.#latest.set(id, updated);
    return updated;
  }

  async listVersions(
    owner: string,
    id: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<readonly AssistantRecord[]> {
    const record = await this.find(owner, id);
    return record === undefined ? [] : toPage((this.#versions.get(id) ?? []).toReversed(), page);
  }

  search(...[filter, page, sorting]: Parameters<AssistantStorage['search']>): Promise<readonly AssistantRecord[]> {
    return Promise.resolve(toPage(this.#matching(filter), page, sorting));
  }

  count(filter: AssistantFilter): Promise<number> {
    return Promise.resolve(this.#matching(filter).length);
  }

  async delete(owner: string, id: string): Promise<boolean> {
    if ((await this.find(owner, id))?.owner !== owner) return false;
    this.#versions.delete(id);
    return this.#latest.delete(id);
  }

  #matching({ owner, graphId, name, metadata }: AssistantFilter): readonly AssistantRecord[] {
    return [...this.#latest.values()].filter(
      (record) =>
        (record.owner ?? owner) === owner &&
        (graphId ?? record.graphId) === record.graphId &&
        record.name.toLowerCase().includes(name?.toLowerCase() ?? '') &&
        contains(record.metadata, metadata ?? {}),
    );
  }
}
