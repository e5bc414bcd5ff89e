import { type Page, type StoreItemFilter, type StoreItemRecord, type StoreItemStorage } from '../contract/index.js';
import { contains, toPage } from './contains.js';

/** Keeps the values of the long-term memory in memory. It knows no operators of filters. */
export class MemoryStoreItems implements StoreItemStorage {
  readonly #items = new Map<string, StoreItemRecord>();

  put(record: Omit<StoreItemRecord, 'createdAt' | 'updatedAt'>): Promise<void> {
    const key = toKey(record.owner, record.namespace, record.key);
    const now = new Date();
    this.#items.set(key, { createdAt: this.#items.get(key)?.createdAt ?? now, updatedAt: now, ...record });
    return Promise.resolve();
  }

  find(owner: string, namespace: readonly string[], key: string): Promise<StoreItemRecord | undefined> {
    return Promise.resolve(this.#items.get(toKey(owner, namespace, key)));
  }

  delete(owner: string, namespace: readonly string[], key: string): Promise<boolean> {
    return Promise.resolve(this.#items.delete(toKey(owner, namespace, key)));
  }

  search({ owner, namespacePrefix, filter, query }: StoreItemFilter, page: Page): Promise<readonly StoreItemRecord[]> {
    const found = [...this.#items.values()].filter(
      (item) =>
        item.owner === owner &&
        namespacePrefix.every((part, index) => item.namespace[index] === part) &&
        contains(item.value, filter ?? {}) &&
        JSON.stringify(item.value)
          .toLowerCase()
          .includes(query?.toLowerCase() ?? ''),
    );
    return Promise.resolve(toPage(found, page));
  }

  listNamespaces(
    ...[owner, { prefix = [], suffix = [], maxDepth = Infinity }, page]: Parameters<StoreItemStorage['listNamespaces']>
  ): Promise<readonly (readonly string[])[]> {
    const found = [...this.#items.values()]
      .filter((item) => item.owner === owner)
      .filter(({ namespace }) => prefix.every((part, index) => namespace[index] === part))
      .filter(({ namespace }) => suffix.every((part, index) => namespace.at(index - suffix.length) === part))
      .map(({ namespace }) => JSON.stringify(namespace.slice(0, maxDepth)));
    return Promise.resolve(
      toPage(
        [...new Set(found)].map((text) => JSON.parse(text) as string[]),
        page,
      ),
    );
  }
}

function toKey(owner: string, namespace: readonly string[], key: string): string {
  return JSON.stringify([owner, namespace, key]);
}
