import assert from 'node:assert/strict';
import { type ResponseRecord, type Storage, type StorageLimits } from '../contract/storage.js';
import { type PageRequest, type StoredItem } from '../contract/stored-item.js';

/** Opens an empty storage with a clock that the check sets. */
export type OpenStorage = (limits: StorageLimits, now: () => number) => Promise<Storage>;

/** A storage for one check, and its clock. */
interface CheckedStorage {
  readonly storage: Storage;
  /** Milliseconds since 1970. */
  time: number;
}

/** One property that every storage has. */
export interface StorageCheck {
  readonly title: string;
  /** @throws an error when the storage does not have it */
  run(open: OpenStorage): Promise<void>;
}

const day = 24 * 60 * 60_000;
const start = 1_764_000_000_000;
const usualLimits: StorageLimits = { timeToLive: 30 * day, bytesPerOwner: 1_000_000 };
const history = { items: 100, bytes: 100_000 };
const page: PageRequest = { limit: 2, order: 'asc' };

const item = (id: string, text = id): StoredItem => ({ id, type: 'message', text }) as StoredItem;

/** Creates a finished response with one item on each side. */
function response(id: string, fields: Partial<ResponseRecord> = {}): ResponseRecord {
  return {
    id,
    owner: 'ann',
    status: 'completed',
    body: { id },
    input: [item(`${id}-in`)],
    output: [item(`${id}-out`)],
    ...fields,
  };
}

function check(
  title: string,
  run: (checked: CheckedStorage) => Promise<void>,
  limits: StorageLimits = usualLimits,
): StorageCheck {
  return {
    title,
    run: async (open) => {
      const checked: { time: number } = { time: start };
      const storage = await open(limits, () => checked.time);
      try {
        await run(Object.assign(checked, { storage }));
      } finally {
        await storage.close();
      }
    },
  };
}

const ids = (items: readonly StoredItem[] | undefined): readonly string[] | undefined => items?.map(({ id }) => id);

/** The properties of every storage, whatever keeps it. */
export const storageChecks: readonly StorageCheck[] = [
  check('gives a response back as it was saved', async ({ storage: { responses } }) => {
    const record = response('a', { body: { text: 'Ünïcode 👩‍🚀 \u0000 "quoted"' }, events: [{ type: 'first' }] });
    assert.equal(await responses.create(record), 'added');
    assert.deepEqual(await responses.find('ann', 'a'), {
      id: 'a',
      status: 'completed',
      isInterrupted: false,
      body: record.body,
      output: record.output,
    });
    assert.deepEqual(await responses.readEvents('ann', 'a'), [{ type: 'first' }]);
  }),
  check('hides every record from other owners', async ({ storage: { responses, conversations } }) => {
    await responses.create(response('a'));
    await conversations.create({ id: 'c', owner: 'ann', body: {} }, [item('i')]);
    assert.equal(await responses.find('bob', 'a'), undefined);
    assert.equal(await responses.delete('bob', 'a'), false);
    assert.equal(await responses.listInput('bob', 'a', page), undefined);
    assert.equal(await responses.readEvents('bob', 'a'), undefined);
    assert.deepEqual(await responses.readHistory('bob', 'a', history), { outcome: 'missing', id: 'a' });
    assert.deepEqual(await responses.findItems('bob', ['a-out'], history), { outcome: 'missing', id: 'a-out' });
    assert.equal(await conversations.find('bob', 'c'), undefined);
    assert.equal(await conversations.update({ id: 'c', owner: 'bob', body: { changed: true } }), false);
    assert.equal(await conversations.append('bob', 'c', [item('j')]), 'missing');
    assert.equal(await conversations.listItems('bob', 'c', page), undefined);
    assert.equal(await conversations.findItem('bob', 'c', 'i'), undefined);
    assert.equal(await conversations.deleteItem('bob', 'c', 'i'), false);
    assert.equal(await conversations.delete('bob', 'c'), false);
    assert.equal(await responses.create(response('b', { owner: 'bob', conversationId: 'c' })), 'missing');
    assert.deepEqual(await conversations.find('ann', 'c'), { id: 'c', owner: 'ann', body: {} });
  }),
  check('deletes a response with its items', async ({ storage: { responses } }) => {
    await responses.create(response('a'));
    assert.equal(await responses.delete('ann', 'a'), true);
    assert.equal(await responses.delete('ann', 'a'), false);
    assert.equal(await responses.find('ann', 'a'), undefined);
    assert.equal((await responses.findItems('ann', ['a-in'], history)).outcome, 'missing');
  }),
  check('lists items in pages, in both orders', async ({ storage: { responses } }) => {
    await responses.create(response('a', { input: ['1', '2', '3'].map((id) => item(id)) }));
    const list = async (request: PageRequest) => {
      const { items, hasMore } = (await responses.listInput('ann', 'a', request)) ?? {};
      return [ids(items), hasMore];
    };
    assert.deepEqual(await list(page), [['1', '2'], true]);
    assert.deepEqual(await list({ ...page, after: '2' }), [['3'], false]);
    assert.deepEqual(await list({ limit: 2, order: 'desc' }), [['3', '2'], true]);
    assert.deepEqual(await list({ limit: 2, order: 'desc', after: '2' }), [['1'], false]);
    assert.deepEqual(await list({ ...page, after: 'none' }), [[], false]);
  }),
  check('reads a chain of responses from the oldest', async ({ storage: { responses } }) => {
    await responses.create(response('a'));
    await responses.create(response('b', { previousId: 'a' }));
    await responses.create(response('c', { previousId: 'b' }));
    const read = await responses.readHistory('ann', 'c', history);
    assert.equal(read.outcome, 'found');
    assert.deepEqual(ids(read.items), ['a-in', 'a-out', 'b-in', 'b-out', 'c-in', 'c-out']);
    await responses.delete('ann', 'a');
    assert.deepEqual(await responses.readHistory('ann', 'c', history), { outcome: 'missing', id: 'a' });
  }),
  check('reads no history that is too long', async ({ storage: { responses, conversations } }) => {
    await responses.create(response('a'));
    await responses.create(response('b', { previousId: 'a' }));
    assert.equal((await responses.readHistory('ann', 'b', { ...history, items: 3 })).outcome, 'too-long');
    assert.equal((await responses.readHistory('ann', 'b', { ...history, items: 1 })).outcome, 'too-long');
    assert.equal((await responses.readHistory('ann', 'b', { ...history, bytes: 20 })).outcome, 'too-long');
    assert.equal((await responses.findItems('ann', ['a-in', 'a-out'], { items: 1, bytes: 1000 })).outcome, 'too-long');
    assert.equal((await responses.findItems('ann', ['a-in'], { items: 1, bytes: 9 })).outcome, 'too-long');
    await conversations.create({ id: 'c', owner: 'ann', body: {} }, [item('i'), item('j')]);
    assert.equal((await conversations.readHistory('ann', 'c', { ...history, items: 1 })).outcome, 'too-long');
  }),
  check('finds items by their ids, in the order that is asked for', async ({ storage: { responses } }) => {
    await responses.create(response('a'));
    await responses.create(response('b'));
    const found = await responses.findItems('ann', ['b-out', 'a-in', 'b-out'], history);
    assert.equal(found.outcome, 'found');
    assert.deepEqual(ids(found.items), ['b-out', 'a-in', 'b-out']);
  }),
  check('finishes an unfinished response once', async ({ storage: { responses } }) => {
    const leaseUntil = start + 1000;
    await responses.create(response('a', { status: 'in_progress', output: [], leaseUntil }));
    assert.deepEqual(await responses.readHistory('ann', 'a', history), { outcome: 'unfinished', id: 'a' });
    assert.equal(await responses.finish(response('a')), true);
    assert.equal((await responses.find('ann', 'a'))?.status, 'completed');
    assert.equal(await responses.finish(response('a', { status: 'failed' })), false);
    assert.equal(await responses.finish(response('b')), false);
    assert.equal((await responses.find('ann', 'a'))?.status, 'completed');
  }),
  check('keeps a response cancelled or deleted that its process finishes', async ({ storage: { responses } }) => {
    const leaseUntil = start + 1000;
    await responses.create(response('a', { status: 'queued', leaseUntil }));
    await responses.create(response('b', { status: 'queued', leaseUntil }));
    await responses.cancel('bob', 'a');
    assert.equal((await responses.find('ann', 'a'))?.status, 'queued');
    await responses.cancel('ann', 'a');
    await responses.delete('ann', 'b');
    assert.equal(await responses.finish(response('a')), false);
    assert.equal(await responses.finish(response('b')), false);
    assert.equal((await responses.find('ann', 'a'))?.status, 'cancelled');
    assert.equal(await responses.find('ann', 'b'), undefined);
  }),
  check('counts a response as failed when its lease has ended', async (checked) => {
    const { responses } = checked.storage;
    await responses.create(response('a', { status: 'in_progress', leaseUntil: start + 1000 }));
    await responses.create(response('b', { status: 'in_progress', leaseUntil: start + 1000 }));
    await responses.extendLeases(['a'], start + 5000);
    checked.time = start + 2000;
    assert.equal((await responses.find('ann', 'a'))?.status, 'in_progress');
    const found = await responses.find('ann', 'b');
    assert.deepEqual([found?.status, found?.isInterrupted], ['failed', true]);
    await responses.cancel('ann', 'b');
    assert.equal((await responses.find('ann', 'b'))?.status, 'failed');
    assert.equal((await responses.readHistory('ann', 'b', history)).outcome, 'found');
  }),
  check('adds turns to a conversation when they are finished', async ({ storage: { responses, conversations } }) => {
    await conversations.create({ id: 'c', owner: 'ann', body: { a: 1 } }, [item('i')]);
    assert.equal(await responses.create(response('a', { conversationId: 'c' })), 'added');
    const leaseUntil = start + 1000;
    await responses.create(response('b', { conversationId: 'c', status: 'queued', leaseUntil }));
    const read = async () => {
      const found = await conversations.readHistory('ann', 'c', history);
      return found.outcome === 'found' ? ids(found.items) : found.outcome;
    };
    assert.deepEqual(await read(), ['i', 'a-in', 'a-out']);
    await responses.finish(response('b', { conversationId: 'c' }));
    assert.deepEqual(await read(), ['i', 'a-in', 'a-out', 'b-in', 'b-out']);
    await responses.delete('ann', 'a');
    assert.deepEqual(await read(), ['i', 'a-in', 'a-out', 'b-in', 'b-out']);
    assert.equal(await responses.create(response('d', { conversationId: 'none' })), 'missing');
    assert.equal(await responses.find('ann', 'd'), undefined);
  }),
  check('changes conversations and their items', async ({ storage: { conversations } }) => {
    await conversations.create({ id: 'c', owner: 'ann', body: { a: 1 } }, [item('i')]);
    assert.equal(await conversations.update({ id: 'c', owner: 'ann', body: { a: 2 } }), true);
    assert.deepEqual(await conversations.find('ann', 'c'), { id: 'c', owner: 'ann', body: { a: 2 } });
    assert.equal(await conversations.append('ann', 'c', [item('j')]), 'added');
    assert.deepEqual(await conversations.findItem('ann', 'c', 'j'), item('j'));
    assert.equal(await conversations.deleteItem('ann', 'c', 'i'), true);
    assert.equal(await conversations.deleteItem('ann', 'c', 'i'), false);
    assert.deepEqual(ids((await conversations.listItems('ann', 'c', page))?.items), ['j']);
    assert.equal(await conversations.delete('ann', 'c'), true);
    assert.equal(await conversations.find('ann', 'c'), undefined);
    assert.deepEqual(await conversations.readHistory('ann', 'c', history), { outcome: 'missing', id: 'c' });
  }),
  check('deletes what was not used for its time to live', async (checked) => {
    const { responses, conversations } = checked.storage;
    await responses.create(response('a'));
    await responses.create(response('b', { previousId: 'a' }));
    await responses.create(response('old'));
    await conversations.create({ id: 'c', owner: 'ann', body: {} }, []);
    checked.time = start + 20 * day;
    await responses.readHistory('ann', 'b', history);
    checked.time = start + 40 * day;
    assert.equal(await responses.find('ann', 'old'), undefined);
    assert.equal((await responses.findItems('ann', ['old-in'], history)).outcome, 'missing');
    assert.equal(await conversations.find('ann', 'c'), undefined);
    assert.equal((await responses.readHistory('ann', 'b', history)).outcome, 'found');
    await checked.storage.deleteExpired();
    checked.time = start;
    assert.equal(await responses.find('ann', 'old'), undefined);
  }),
  check(
    'adds no turn to a conversation that is full, and deletes none for its turn',
    async ({ storage: { responses, conversations } }) => {
      const turn = (id: string, size: number, fields: Partial<ResponseRecord> = {}) =>
        response(id, { conversationId: 'c', input: [item(`${id}-in`, 'x'.repeat(size))], output: [], ...fields });
      await conversations.create({ id: 'c', owner: 'ann', body: {} }, []);
      assert.equal(await responses.create(turn('a', 1000)), 'added');
      const tooLong = turn('b', 600);
      assert.equal(await conversations.hasRoom('ann', 'c', tooLong.input), false);
      assert.equal(await conversations.hasRoom('ann', 'c', turn('b', 100).input), true);
      assert.equal(await conversations.hasRoom('ann', 'none', tooLong.input), true);
      assert.equal(await responses.create(tooLong), 'full');
      assert.equal(await responses.find('ann', 'b'), undefined);
      await responses.create(turn('d', 600, { status: 'queued', leaseUntil: start + 1000 }));
      assert.equal(await responses.finish(turn('d', 600)), true);
      assert.deepEqual(ids((await conversations.listItems('ann', 'c', page))?.items), ['a-in']);
      assert.equal((await responses.find('ann', 'd'))?.status, 'completed');
    },
    { ...usualLimits, bytesPerOwner: 1500 },
  ),
  check(
    'deletes what an owner used least recently, beyond the bytes that it may keep',
    async (checked) => {
      const { responses, conversations } = checked.storage;
      const create = async (id: string, fields: Partial<ResponseRecord> = {}) => {
        checked.time++;
        await responses.create(response(id, { output: [item(`${id}-out`, 'x'.repeat(500))], ...fields }));
      };
      await create('other', { owner: 'bob' });
      await create('a');
      await create('b');
      checked.time++;
      await responses.readHistory('ann', 'a', history);
      await create('c');
      assert.notEqual(await responses.find('ann', 'a'), undefined);
      assert.equal(await responses.find('ann', 'b'), undefined);
      assert.notEqual(await responses.find('ann', 'c'), undefined);
      assert.notEqual(await responses.find('bob', 'other'), undefined);
      await create('large', { output: [item('large-out', 'x'.repeat(5000))] });
      assert.notEqual(await responses.find('ann', 'large'), undefined);
      assert.equal(await responses.find('ann', 'c'), undefined);
      await conversations.create({ id: 'conversation', owner: 'ann', body: {} }, []);
      assert.equal(await responses.find('ann', 'large'), undefined);
      assert.equal(await conversations.append('ann', 'conversation', [item('i', 'x'.repeat(2000))]), 'full');
    },
    { ...usualLimits, bytesPerOwner: 1500 },
  ),
];
