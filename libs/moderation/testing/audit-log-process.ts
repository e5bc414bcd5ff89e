/**
 * Writes an audit log in a process of its own, whose files the test can limit. Each line of standard input is a command, which is
 * answered by one line of JSON: `write N` writes N records at once, `failure` tells the failure, `close` ends the process.
 */
import { createInterface } from 'node:readline';

import { type AuditEvent } from '../src/audit/audit-event.js';
import { AuditLog } from '../src/audit/audit-log.js';

const [path = '', sync = 'batch'] = process.argv.slice(2);
const log = await AuditLog.open(path, { sync: sync as 'batch' });
let written = 0;

async function answer(command: string): Promise<unknown> {
  const [name, count] = command.split(' ');
  if (name === 'failure') return log.failure?.message ?? 'none';
  if (name === 'close') return log.close().then(() => 'closed');
  const records = Array.from({ length: Number(count) }, () => ({ requestId: `record-${(written += 1)}` }));
  const results = await Promise.allSettled(records.map((record) => log.write(record as AuditEvent)));
  return results.map(({ status }, index) => [records[index]?.requestId, status]);
}

for await (const command of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(command))}\n`);
  if (command === 'close') process.exit();
}
