import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseUrl, toPostgresSubject, toSqliteFileSubject } from '../storage/testing/storage-subjects.js';
import { AgentProcess, readEffects } from '../testing/agent-process.js';
import { type ServerTask } from '../testing/server-process.js';

// PostgreSQL inside this process cannot be shared with another one.
const subjects = [databaseUrl === undefined ? toSqliteFileSubject() : toPostgresSubject()];

const say = (content: string) => ({ messages: [{ role: 'user', content }] });

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

describe.each(subjects)('two servers on $name', (subject) => {
  let folder: string;
  let task: ServerTask;
  let first: AgentProcess;
  let second: AgentProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leeward-servers-'));
    const file = join(folder, 'effects');
    await writeFile(file, '');
    const options = { leaseMilliseconds: 3_000, pollMilliseconds: 50, concurrency: 2 };
    task = { storage: (await subject.create()) as ServerTask['storage'], file, pause: 100, options };
    [first, second] = await Promise.all([AgentProcess.start(task), AgentProcess.start(task)]);
  });

  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()]);
    await subject.stop();
    await rm(folder, { recursive: true });
  });

  it('share threads, their states and their history', async () => {
    const { thread_id: id } = await first.client.threads.create({ metadata: { team: 'blue' } });
    await first.client.runs.wait(id, 'effects', { input: say('hello') });
    expect(await second.client.threads.get(id)).toEqual(await first.client.threads.get(id));
    expect(await second.client.threads.getHistory(id)).toEqual(await first.client.threads.getHistory(id));
    expect(await second.client.threads.search({ metadata: { team: 'blue' } })).toHaveLength(1);
    const values = await second.client.runs.wait(id, 'effects', { input: say('hello again') });
    expect((values as { readonly messages: unknown }).messages).toHaveLength(4);
  });

  it('share the queue, and each run has its effects once', async () => {
    const keys = Array.from({ length: 10 }, (_, index) => `queue${index}`);
    const threads = await Promise.all(
      keys.map(async (key) => {
        const { thread_id: id } = await first.client.threads.create();
        await first.client.runs.create(id, 'effects', { input: say(`note:${key}:2`) });
        return id;
      }),
    );
    for (const id of threads) await until(async () => (await second.client.threads.get(id)).status === 'idle');
    const effects = readEffects(task.file);
    for (const key of keys)
      expect([effects.get(`${key}-0`), effects.get(`${key}-1`)]).toMatchObject([
        [expect.any(Number)],
        [expect.any(Number)],
      ]);
    const pids = keys.flatMap((key) => effects.get(`${key}-0`) ?? []);
    expect(new Set(pids)).toEqual(new Set([first.pid, second.pid]));
  });

  it('end a run that the other one runs, and join its stream', async () => {
    const { thread_id: id } = await first.client.threads.create();
    const { run_id: runId } = await first.client.runs.create(id, 'effects', {
      input: say('hold:held'),
      streamMode: 'updates',
    });
    await until(() => readEffects(task.file).has('held-0'));
    const [runner, other] = readEffects(task.file).get('held-0')?.[0] === first.pid ? [first, second] : [second, first];
    const streams = [runner, other].map(async ({ client }) => {
      const parts: unknown[] = [];
      for await (const part of client.runs.joinStream(id, runId, { lastEventId: '-1' })) parts.push(part);
      return parts;
    });
    await other.client.runs.cancel(id, runId, true);
    expect((await other.client.runs.get(id, runId)).status).toBe('interrupted');
    expect((await runner.client.threads.get(id)).status).toBe('idle');
    const [own, joined] = await Promise.all(streams);
    expect(joined).toEqual(own);
    expect(JSON.stringify(joined)).toContain('held');
  });

  it('go on from the last step of a server that was killed in the middle of an effect, which happens once', async () => {
    const { thread_id: id } = await first.client.threads.create();
    const { run_id: runId } = await first.client.runs.create(id, 'effects', { input: say('note:killed:3') });
    await until(() => readEffects(task.file).has('killed-1'));
    const isFirst = readEffects(task.file).get('killed-1')?.[0] === first.pid;
    const [killed, survivor] = isFirst ? [first, second] : [second, first];
    await killed.kill();
    const started = AgentProcess.start(task);
    // A person is asked: the effect may have happened.
    await until(async () => (await survivor.client.threads.get(id)).status === 'interrupted');
    const list = await fetch(`${survivor.url}/v1/approvals?thread_id=${id}`);
    const { approvals } = (await list.json()) as { approvals: { approval_id: string; action_requests: object[] }[] };
    expect(approvals).toMatchObject([
      { run_id: runId, action_requests: [{ args: { key: 'killed-1' }, reasons: [{ code: 'outcome_unknown' }] }] },
    ]);
    const decided = await fetch(`${survivor.url}/v1/approvals/${approvals[0]?.approval_id ?? ''}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'respond', message: 'It is noted.' }),
    });
    expect(decided.status).toBe(202);
    await until(async () => (await survivor.client.threads.get(id)).status === 'idle');
    const { values } = await survivor.client.threads.getState(id);
    expect((values as { readonly messages: { readonly content: string }[] }).messages.at(-1)?.content).toBe(
      'Done with killed.',
    );
    const effects = readEffects(task.file);
    expect(['killed-0', 'killed-1', 'killed-2'].map((key) => effects.get(key)?.length)).toEqual([1, 1, 1]);
    if (isFirst) first = await started;
    else second = await started;
  });
});
