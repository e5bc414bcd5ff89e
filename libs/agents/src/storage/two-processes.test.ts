import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAgentStorage } from './open-agent-storage.js';
import { type WorkerTask } from './testing/queue-worker.js';
import { owner, toRun, toThread } from './testing/sample-records.js';
import { databaseUrl, toPostgresSubject, toSqliteFileSubject } from './testing/storage-subjects.js';

// PostgreSQL inside this process cannot be shared with another one.
const subjects = [toSqliteFileSubject(), ...(databaseUrl === undefined ? [] : [toPostgresSubject()])];
const program = fileURLToPath(new URL('./testing/queue-worker.ts', import.meta.url));

function startWorker(task: WorkerTask): { readonly process: ChildProcess; readonly lines: AsyncIterable<string> } {
  const child = spawn(
    process.execPath,
    ['--conditions=@leeward/source', '--import', 'tsx', program, JSON.stringify(task)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return { process: child, lines: createInterface({ input: child.stdout }) };
}

async function readClaimed(lines: AsyncIterable<string>): Promise<string[]> {
  const ids = [];
  for await (const line of lines) {
    const { claimed, lost } = JSON.parse(line) as { readonly claimed?: string; readonly lost?: string };
    expect(lost).toBeUndefined();
    if (claimed !== undefined) ids.push(claimed);
  }
  return ids;
}

describe.each(subjects)('two processes on $name', (subject) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leeward-agents-'));
  });
  afterAll(async () => {
    await subject.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('make the tables together, share the runs, and never run a thread at the same time', async () => {
    const options = await subject.create();
    // Both find an empty database.
    const idle = ['a', 'b'].map((worker) => startWorker({ options, worker, act: 'work', folder }));
    await Promise.all(idle.map(({ lines }) => readClaimed(lines)));
    const storage = await openAgentStorage(options);
    const ids: string[] = [];
    for (let thread = 0; thread < 8; thread += 1) {
      await storage.threads.create(toThread({ id: `${thread}` }));
      for (let run = 0; run < 4; run += 1) {
        const record = toRun(`${thread}`);
        ids.push(record.id);
        await storage.runs.create(record);
      }
    }
    const workers = ['a', 'b'].map((worker) => startWorker({ options, worker, act: 'work', folder }));
    const ends = workers.map(({ process: child }) => once(child, 'exit'));
    const claimed = await Promise.all(workers.map(({ lines }) => readClaimed(lines)));
    expect((await Promise.all(ends)).map(([code]) => code as unknown)).toEqual([0, 0]);
    expect(claimed.flat().sort()).toEqual(ids.sort());
    await storage.close();
  });

  it('go on with the run of a process that was killed, and hear of its events', async () => {
    const options = await subject.create();
    const storage = await openAgentStorage(options);
    await storage.threads.create(toThread({ id: 't' }));
    const run = toRun('t');
    await storage.runs.create(run);
    const heard = new Promise<void>((resolve) => storage.listen(`run-events:${run.id}`, resolve));
    const worker = startWorker({ options, worker: 'a', act: 'hang', folder });
    // News between processes needs PostgreSQL: on a file, whoever waits looks now and then.
    if (options.url !== undefined) await heard;
    while ((await storage.runEvents.readAfter(run.id, 0, 1)).length === 0) await sleep(10);
    worker.process.kill('SIGKILL');
    await once(worker.process, 'exit');
    expect(await storage.runs.claim('b', new Date(Date.now() + 60_000))).toMatchObject({ id: run.id, attempts: 2 });
    expect(await storage.runs.finish('b', run.id, 'success', null)).toBe(true);
    expect(await storage.runs.find(owner, 't', run.id)).toMatchObject({ status: 'success' });
    await storage.close();
  });
});
