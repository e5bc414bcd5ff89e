import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { type AuditEvent } from './audit-event.js';
import { AuditLog, auditSyncModes } from './audit-log.js';
import { type AuditRecovery } from './audit-recovery.js';
import { verifyAuditLog } from './verify-audit-log.js';

let folder = '';
let path = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  path = join(folder, 'audit.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

function toEvent(requestId: string): AuditEvent {
  return { type: 'moderation-decision', requestId } as AuditEvent;
}

async function readRecords(): Promise<readonly Partial<AuditEvent & AuditRecovery>[]> {
  return (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEvent & AuditRecovery);
}

/** A process that writes the log, and whose files have a limit of size: a write over it fails half-way, as on a full disk. */
class LimitedWriter {
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(sync: string, kilobytes: number) {
    const program = fileURLToPath(new URL('../../testing/audit-log-process.ts', import.meta.url));
    const script = `ulimit -S -f ${kilobytes}; exec "$0" --import tsx "$@"`;
    const child = spawn('bash', ['-c', script, process.execPath, program, path, sync], {
      stdio: ['pipe', 'pipe', 'inherit'],
      cwd: join(program, '..'),
    });
    this.#process = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async ask<Answer>(command: string): Promise<Answer> {
    this.#process.stdin?.write(`${command}\n`);
    const { value } = (await this.#answers.next()) as { value: string };

    return JSON.parse(value) as Answer;
  }

  /** Takes the limit away, as if space were made on the disk. */
  makeSpace(): void {
    execFileSync('prlimit', ['--pid', String(this.#process.pid), '--fsize=unlimited']);
  }

  async end(): Promise<void> {
    const exit = once(this.#process, 'exit');
    await this.ask('close');
    await exit;
  }
}

describe('an audit log on a full disk', () => {
  // `prlimit` is a command of Linux.
  const itOnLinux = process.platform === 'linux' ? it : it.skip;

  itOnLinux.each(auditSyncModes)(
    'keeps whole records only, says so, and goes on when there is space again (sync %s)',
    async (sync) => {
      const writer = new LimitedWriter(sync, 8);
      const results: (readonly [id: string, status: string])[] = [];
      const write = async (): Promise<void> => {
        for (let group = 0; group < 8; group += 1) results.push(...(await writer.ask<typeof results>('write 10')));
      };
      expect(await writer.ask('failure')).toBe('none');
      await write();
      expect(await writer.ask('failure')).toContain('the file has reached the size that the system allows (EFBIG)');
      expect(await verifyAuditLog(path)).toMatchObject({ isIntact: true });
      const lost = results.filter(([, status]) => status === 'rejected').length;
      expect([lost > 0, lost < results.length]).toEqual([true, true]);

      writer.makeSpace();
      // It tries again by itself, without a new record.
      while ((await writer.ask('failure')) !== 'none') await sleep(20);
      await write();
      await writer.end();

      const written = results.flatMap(([id, status]) => (status === 'fulfilled' ? [id] : []));
      const records = await readRecords();
      expect(records.flatMap(({ requestId }) => requestId ?? [])).toEqual(written);
      expect(records.filter(({ type }) => type === 'audit-log-recovery')).toMatchObject([
        { reason: 'write-failed', lostRecords: lost, since: expect.any(String) },
      ]);
      expect(await verifyAuditLog(path)).toMatchObject({ isIntact: true, lines: records.length, recoveries: 1 });
    },
  );
});

describe('an audit log with an unfinished last line', () => {
  async function writeLog(count: number): Promise<number> {
    const log = await AuditLog.open(path);
    for (let index = 0; index < count; index += 1) await log.write(toEvent(`before-${index}`));
    await log.close();
    return (await stat(path)).size;
  }

  it.each([
    ['after whole lines', 3, 40],
    ['that is the first', 1, 40],
    ['that lacks only its line feed', 2, 1],
  ])('moves a line %s aside when it is opened, and notes it in the chain', async (_, count, cut) => {
    await truncate(path, (await writeLog(count)) - cut);
    const torn = (await readFile(path)).subarray((await readFile(path)).lastIndexOf(0x0a) + 1);
    expect(await verifyAuditLog(path)).toMatchObject({
      isIntact: false,
      brokenAt: count,
      unfinishedFrom: expect.any(Number),
    });
    const recoveries: AuditRecovery[] = [];
    const log = await AuditLog.open(path, { onRecovery: (recovery) => void recoveries.push(recovery) });
    await log.write(toEvent('after'));
    await log.close();

    const [moved = ''] = (await readdir(folder)).filter((name) => name !== 'audit.jsonl');
    expect(await readFile(join(folder, moved))).toEqual(torn);
    expect(recoveries).toMatchObject([{ reason: 'unfinished-line', bytes: torn.length, movedTo: moved }]);
    const records = await readRecords();
    expect(records.slice(count - 1)).toMatchObject([recoveries[0] ?? {}, { requestId: 'after' }]);
    expect(await verifyAuditLog(path)).toMatchObject({ isIntact: true, lines: count + 1, recoveries: 1 });
  });

  it('is refused when a line before the last is broken', async () => {
    await writeLog(3);
    await writeFile(path, (await readFile(path, 'utf8')).replace('before-1', 'before-9').slice(0, -40));
    await expect(AuditLog.open(path)).rejects.toThrow(/broken at line 2/);
    expect(await readdir(folder)).toEqual(['audit.jsonl']);
  });

  it('is refused and left alone when it is another file, named by mistake', async () => {
    await writeFile(path, 'a diary without a line feed');
    await expect(AuditLog.open(path)).rejects.toThrow(/broken at line 1/);
    expect(await readFile(path, 'utf8')).toBe('a diary without a line feed');
  });
});

describe('a failing audit log', () => {
  it('tells its listener once, and its failure until it ends', async () => {
    const failures: Error[] = [];
    const log = await AuditLog.open(path, { onFailure: (error) => void failures.push(error) });
    expect(log.failure).toBeUndefined();
    await appendFile(path, '{}\n');
    for (const id of ['one', 'two']) await expect(log.write(toEvent(id))).rejects.toThrow('Another process');
    expect(failures).toHaveLength(1);
    expect(log.failure).toBe(failures[0]);
    await log.close();
  });

  it.each([
    ['is a folder', () => folder, 'it is a folder, and must be a file (EISDIR)'],
    ['is in no folder', () => join(folder, 'none', 'audit.jsonl'), 'there is no such file or folder (ENOENT)'],
  ])('names the problem of a path that %s', async (_, toPath, problem) => {
    await expect(AuditLog.open(toPath())).rejects.toThrow(`The audit log ${toPath()} cannot be opened: ${problem}.`);
  });
});

describe('an audit log that syncs', () => {
  it.each(auditSyncModes)('writes records that come at any time, in their order (sync %s)', async (sync) => {
    const log = await AuditLog.open(path, { sync });
    const ids = Array.from({ length: 400 }, (_, index) => `record-${index}`);
    const writing: Promise<void>[] = [];
    for (const [index, id] of ids.entries()) {
      writing.push(log.write(toEvent(id)));
      if (index % 50 === 0) await writing.at(-1);
      // A record that comes in the moment in which a write ends must not be forgotten.
      if (index % 50 === 1) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(writing);
    await log.close();
    expect((await readRecords()).map(({ requestId }) => requestId)).toEqual(ids);
    expect(await verifyAuditLog(path)).toMatchObject({ isIntact: true, lines: ids.length });
  });
});
