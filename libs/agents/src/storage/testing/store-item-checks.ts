import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type StoreItemFilter } from '../../contract/store-item.js';
import { owner, start } from './sample-records.js';
import { OpenStorages, type StorageSubject } from './storage-subjects.js';

const all = { limit: 1000, offset: 0 };

/** Checks how a kind of database keeps the long-term memory. */
export function checkStoreItems(subject: StorageSubject): void {
  describe(`store items in ${subject.name}`, () => {
    let storages: OpenStorages;
    let now = start;
    const open = async () => (await storages.open({ now: () => (now += 1) })).storeItems;
    beforeEach(() => {
      storages = new OpenStorages(subject);
      now = start;
    });
    afterEach(() => storages.close());

    it('replaces a value and keeps the time of its first one', async () => {
      const items = await open();
      const place = { owner, namespace: ['a', 'b\u0000'], key: 'k\u0000' };
      await items.put({ ...place, value: { n: 1 } });
      await items.put({ ...place, value: { n: 2 } });
      expect(await items.find(owner, place.namespace, place.key)).toEqual({
        ...place,
        value: { n: 2 },
        createdAt: new Date(start + 1),
        updatedAt: new Date(start + 2),
      });
      expect(await items.find('another', place.namespace, place.key)).toBeUndefined();
      expect(await items.delete('another', place.namespace, place.key)).toBe(false);
      expect(await items.delete(owner, place.namespace, place.key)).toBe(true);
      expect(await items.find(owner, place.namespace, place.key)).toBeUndefined();
    });

    const searches: readonly {
      readonly title: string;
      readonly filter: Omit<StoreItemFilter, 'owner'>;
      readonly found: readonly string[];
    }[] = [
      { title: 'a namespace', filter: { namespacePrefix: ['a'] }, found: ['3', '2', '1'] },
      { title: 'a longer namespace', filter: { namespacePrefix: ['a', 'x'] }, found: ['2', '1'] },
      { title: 'a value', filter: { namespacePrefix: [], filter: { n: 2 } }, found: ['2'] },
      { title: 'an operator', filter: { namespacePrefix: [], filter: { n: { $gte: 2, $lt: 4 } } }, found: ['3', '2'] },
      { title: 'another value', filter: { namespacePrefix: ['a'], filter: { n: { $ne: 1 } } }, found: ['3', '2'] },
      {
        title: 'an operator that is not there',
        filter: { namespacePrefix: [], filter: { n: { $in: [1] } } },
        found: [],
      },
      { title: 'words', filter: { namespacePrefix: [], query: 'OF  number three' }, found: ['3'] },
      { title: 'a word that is not there', filter: { namespacePrefix: [], query: 'number ten' }, found: [] },
    ];
    it.each(searches)('finds items by $title, from the newest', async ({ filter, found }) => {
      const items = await open();
      const words = ['one', 'two', 'three', 'four'];
      const namespaces = [['a', 'x'], ['a', 'x', 'y'], ['a', 'xx'], ['aa']];
      for (const [index, namespace] of namespaces.entries()) {
        const value = { n: index + 1, deep: { text: `Value of number ${words[index]}` } };
        await items.put({ owner, namespace, key: `${index + 1}`, value });
      }
      await items.put({ owner: 'another', namespace: ['a'], key: 'other', value: { n: 2 } });
      const result = await items.search({ owner, ...filter }, all);
      expect(result.map(({ key }) => key)).toEqual(found);
    });

    it('lists namespaces by their parts', async () => {
      const items = await open();
      for (const namespace of [['a', '1', 'z'], ['a', '2', 'z'], ['b', '1', 'z'], ['a', '1', 'y'], ['a']]) {
        await items.put({ owner, namespace, key: 'k', value: {} });
        await items.put({ owner, namespace, key: 'l', value: {} });
      }
      const list = (filter: object, page = all) => items.listNamespaces(owner, filter, page);
      expect(await list({ prefix: ['a'], maxDepth: 2 })).toEqual([['a'], ['a', '1'], ['a', '2']]);
      expect(await list({ suffix: ['z'] })).toEqual([
        ['a', '1', 'z'],
        ['a', '2', 'z'],
        ['b', '1', 'z'],
      ]);
      expect(await list({ prefix: ['*', '1'], suffix: ['z'] })).toEqual([
        ['a', '1', 'z'],
        ['b', '1', 'z'],
      ]);
      expect(await list({}, { limit: 2, offset: 1 })).toEqual([
        ['a', '1', 'y'],
        ['a', '1', 'z'],
      ]);
      expect(await items.listNamespaces('another', {}, all)).toEqual([]);
    });
  });
}
