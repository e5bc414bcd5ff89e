import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { emptyCheckpoint } from '@langchain/langgraph-checkpoint';
import Database from 'libsql';
import { type AgentStorage } from '../contract/agent-storage.js';
import { openAgentStorage } from './open-agent-storage.js';
import { owner, toRun, toThread } from './testing/sample-records.js';

let folder: string;
let storage: AgentStorage;
let other: InstanceType<typeof Database>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leeward-busy-'));
  const path = join(folder, 'agents.db');
  storage = await openAgentStorage({ path });
  other = new Database(path);
  await storage.threads.create(toThread({ id: 't' }));
});
afterAll(async () => {
  other.close();
  await storage.close();
  await rm(folder, { recursive: true });
});

describe('a file in which another process writes', () => {
  const config = { configurable: { thread_id: 't', checkpoint_ns: '' } };
  const metadata = { source: 'loop', step: 1, parents: {} } as const;
  const writes: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a run', () => storage.runs.create(toRun('t'))],
    ['a renewed lease', () => storage.runs.renew('a', ['x'], new Date())],
    ['an item', () => storage.storeItems.put({ owner, namespace: ['n'], key: 'k', value: {} })],
    ['a deleted item', () => storage.storeItems.delete(owner, ['n'], 'k')],
    ['a checkpoint', () => storage.checkpointer.put(config, emptyCheckpoint(), metadata, {})],
    [
      'writes of a step',
      () =>
        storage.checkpointer.putWrites(
          { configurable: { ...config.configurable, checkpoint_id: emptyCheckpoint().id } },
          [['text', 'x']],
          'task',
        ),
    ],
    ['deleted checkpoints', () => storage.checkpointer.deleteThread('t')],
  ];

  it.each(writes)('takes %s as soon as it may, and works on', async (_, write) => {
    other.exec('BEGIN IMMEDIATE');
    const written = write();
    // The first try is over.
    await new Promise((resolve) => setTimeout(resolve, 20));
    other.exec("UPDATE threads SET config = '{}'");
    other.exec('COMMIT');
    await written;
    await storage.threads.update(owner, 't', { metadata: { written: true } });
    other.exec("UPDATE threads SET config = '{}'");
    expect((await storage.threads.find(owner, 't'))?.metadata).toEqual({ written: true });
  });
});
