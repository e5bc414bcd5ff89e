/**
 * Measures how long one hostile body stalls the API's main thread, in milliseconds.
 *
 * The result is the least of some runs, because other programs on the machine can only add to it.
 * Usage: npm run bench:bodies [-- runs]   (after `npm run build`; the model is in the cache after the first start)
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { hostileBodies } from './bodies/hostile-bodies.mjs';
import { printTable } from './report.mjs';

const runs = Number(process.argv[2] ?? 3);
const url = 'http://127.0.0.1:38412';

const api = fork('apps/api/dist/main.js', {
  execArgv: ['--import', './test/bench/bodies/report-stalls.mjs'],
  env: { ...process.env, PORT: new URL(url).port, AUDIT_LOG: 'off' },
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});

async function longestStall() {
  api.send('ask');
  const [stall] = await once(api, 'message');
  return stall;
}

async function send({ path, body }) {
  const response = await fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const { error } = await response.json();
  return error?.code ?? response.status;
}

async function measure(hostile) {
  const stalls = [];
  let answer;
  for (let run = 0; run < runs; run++) {
    await pause(50);
    await longestStall();
    answer = await send(hostile);
    await pause(20);
    stalls.push(await longestStall());
  }
  return {
    body: hostile.name,
    MB: (Buffer.byteLength(hostile.body) / 1e6).toFixed(2),
    answer,
    stall: Math.round(Math.min(...stalls)),
  };
}

try {
  while (!(await fetch(`${url}/health/ready`).catch(() => undefined))?.ok) await pause(100);
  const rows = [];
  for (const hostile of hostileBodies) rows.push(await measure(hostile));
  printTable(rows);
} finally {
  api.kill('SIGTERM');
}
