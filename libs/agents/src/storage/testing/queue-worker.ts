import { closeSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AgentStorageOptions, openAgentStorage } from '../open-agent-storage.js';

/** The task of a process in `two-processes.test.ts`. It writes one line of JSON for each thing that it does. */
export interface WorkerTask {
  readonly options: AgentStorageOptions;
  readonly worker: string;
  /** `work`: takes runs until none is left. `hang`: takes one, and never ends it. */
  readonly act: 'work' | 'hang';
  /** A folder, in which a file stands for each thread whose run is under way. */
  readonly folder: string;
}

const task = JSON.parse(process.argv[2] ?? '') as WorkerTask;
const storage = await openAgentStorage(task.options);
tell({ isOpen: true });

/** The number of times that it asks in vain. */
const maximumMisses = 20;

for (let misses = 0; misses < maximumMisses;) {
  const run = await storage.runs.claim(task.worker, new Date(Date.now() + (task.act === 'hang' ? 1 : 60_000)));
  if (!run) {
    misses += 1;
    await sleep(10);
    continue;
  }
  tell({ claimed: run.id });
  if (task.act === 'hang') {
    await storage.runEvents.append(run.id, [{ event: 'values', data: 'begun' }]);
    await sleep(600_000);
  }
  const file = join(task.folder, run.threadId);
  // Fails when another process runs the thread.
  closeSync(openSync(file, 'wx'));
  await sleep(2);
  unlinkSync(file);
  if (!(await storage.runs.finish(task.worker, run.id, 'success', null))) tell({ lost: run.id });
}
await storage.close();

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
