import { type Selectable } from 'kysely';
import { type StoreItemStorage } from '../../contract/agent-storage.js';
import { type Page } from '../../contract/page.js';
import { type StoreItemFilter, type StoreItemRecord } from '../../contract/store-item.js';
import { type Tables } from '../database/tables.js';
import { containsWords, matchesFilter } from '../json-filter.js';
import { findPage } from './find-page.js';
import { assertRoom, countBytes } from './stored-bytes.js';
import { type StorageContext } from './storage-context.js';

type ItemRow = Selectable<Tables['store_items']>;

/** The part of a namespace filter that stands for any part. */
const anyPart = '*';

/** The last character of Unicode: no text that begins with another text comes behind that text and this character. */
const lastCharacter = '\u{10FFFF}';

/** Keeps the values of the long-term memory in a database. */
export class StoredItems implements StoreItemStorage {
  readonly #context: StorageContext;

  constructor(context: StorageContext) {
    this.#context = context;
  }

  async put({ owner, namespace, key, value }: Parameters<StoreItemStorage['put']>[0]): Promise<void> {
    const { database, codec, limits, now } = this.#context;
    const place = { namespace: toNamespaceText(namespace), key: JSON.stringify(key) };
    const text = codec.write(value);
    const bytes = countBytes(place.namespace, place.key, text);
    const time = now();
    await database.transact(async ({ queries }) => {
      await assertRoom(queries, owner, bytes, limits);
      await queries
        .insertInto('store_items')
        .values({ owner, ...place, value: text, bytes, created_at: time, updated_at: time })
        .onConflict((conflict) =>
          conflict.columns(['owner', 'namespace', 'key']).doUpdateSet({ value: text, bytes, updated_at: time }),
        )
        .execute();
    });
  }

  async find(owner: string, namespace: readonly string[], key: string): Promise<StoreItemRecord | undefined> {
    const row = await this.#context.database.read((queries) =>
      queries
        .selectFrom('store_items')
        .selectAll()
        .where('owner', '=', owner)
        .where('namespace', '=', toNamespaceText(namespace))
        .where('key', '=', JSON.stringify(key))
        .executeTakeFirst(),
    );
    return row && this.#toRecord(row);
  }

  async delete(owner: string, namespace: readonly string[], key: string): Promise<boolean> {
    const { database } = this.#context;
    const { numDeletedRows } = await database.read((queries) =>
      queries
        .deleteFrom('store_items')
        .where('owner', '=', owner)
        .where('namespace', '=', toNamespaceText(namespace))
        .where('key', '=', JSON.stringify(key))
        .executeTakeFirst(),
    );
    if (numDeletedRows > 0n) await database.overwriteDeleted();
    return numDeletedRows > 0n;
  }

  /** Finds items, from the one that was changed last. */
  async search(
    { owner, namespacePrefix, filter, query }: StoreItemFilter,
    page: Page,
  ): Promise<readonly StoreItemRecord[]> {
    const { database, codec } = this.#context;
    const prefix = toNamespaceText(namespacePrefix);
    const test = (row: ItemRow): boolean => {
      const value = codec.readObject(row.value);
      return (!filter || matchesFilter(value, filter)) && (!query || containsWords(value, query));
    };
    const rows = await findPage<ItemRow>(
      (last, limit, offset) =>
        database.read((queries) =>
          queries
            .selectFrom('store_items')
            .selectAll()
            .where('owner', '=', owner)
            .where('namespace', '>=', prefix)
            .where('namespace', '<', prefix + lastCharacter)
            .$if(last !== undefined, (items) =>
              items.where((row) =>
                row.or([
                  row('updated_at', '<', last?.updated_at ?? 0),
                  row.and([
                    row('updated_at', '=', last?.updated_at ?? 0),
                    row.or([
                      row('namespace', '>', last?.namespace ?? ''),
                      row.and([row('namespace', '=', last?.namespace ?? ''), row('key', '>', last?.key ?? '')]),
                    ]),
                  ]),
                ]),
              ),
            )
            .orderBy('updated_at', 'desc')
            .orderBy('namespace')
            .orderBy('key')
            .limit(limit)
            .offset(offset)
            .execute(),
        ),
      filter || query ? test : undefined,
      page,
    );
    return rows.map((row) => this.#toRecord(row));
  }

  /** Lists namespaces by their parts. A `*` in prefix or suffix stands for any part. */
  async listNamespaces(
    owner: string,
    { prefix = [], suffix = [], maxDepth = Infinity }: Parameters<StoreItemStorage['listNamespaces']>[1],
    { limit, offset }: Page,
  ): Promise<readonly (readonly string[])[]> {
    const fixed = prefix.includes(anyPart) ? prefix.slice(0, prefix.indexOf(anyPart)) : prefix;
    const text = toNamespaceText(fixed);
    const rows = await this.#context.database.read((queries) =>
      queries
        .selectFrom('store_items')
        .select('namespace')
        .distinct()
        .where('owner', '=', owner)
        .where('namespace', '>=', text)
        .where('namespace', '<', text + lastCharacter)
        .orderBy('namespace')
        .execute(),
    );
    const found = new Set<string>();
    for (const row of rows) {
      const namespace = fromNamespaceText(row.namespace);
      const matches =
        namespace.length >= Math.max(prefix.length, suffix.length) &&
        matchesParts(namespace.slice(0, prefix.length), prefix) &&
        matchesParts(namespace.slice(namespace.length - suffix.length), suffix);
      if (matches) found.add(toNamespaceText(namespace.slice(0, maxDepth)));
    }
    return [...found].slice(offset, offset + limit).map(fromNamespaceText);
  }

  #toRecord(row: ItemRow): StoreItemRecord {
    return {
      owner: row.owner,
      namespace: fromNamespaceText(row.namespace),
      key: JSON.parse(row.key) as string,
      value: this.#context.codec.readObject(row.value),
      createdAt: new Date(row.created_at),
      updatedAt: new Date(row.updated_at),
    };
  }
}

function matchesParts(parts: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((part, index) => part === anyPart || part === parts[index]);
}

function toNamespaceText(namespace: readonly string[]): string {
  return namespace.map((part) => `${JSON.stringify(part)},`).join('');
}

function fromNamespaceText(text: string): readonly string[] {
  return JSON.parse(`[${text.slice(0, -1)}]`) as string[];
}
