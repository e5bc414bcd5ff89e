/**
 * Measures the start of `node apps/api/dist/main.js`: to listening, to ready, to the first token, in milliseconds.
 * Usage: npm run bench:start [-- runs]   (after `npm run build`; the model is in the cache after the first start)
 */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { printTable, spread } from './report.mjs';

const runs = Number(process.argv[2] ?? 5);
const port = 38_411;
const url = `http://127.0.0.1:${port}`;
const request = {
  stream: true,
  max_tokens: 16,
  messages: [{ role: 'user', content: 'What is the capital of France?' }],
};

async function until(path) {
  for (;;) {
    const response = await fetch(url + path).catch(() => undefined);
    if (response?.ok) return;
    await pause(5);
  }
}

/** Measures the milliseconds to the first event with text. Reads the answer to its end. */
async function measureFirstToken() {
  const start = performance.now();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
  });
  let firstToken;
  let text = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (firstToken === undefined && /"content":"[^"]/.test(text)) firstToken = performance.now() - start;
  }
  return firstToken;
}

async function run() {
  const start = performance.now();
  const child = spawn(process.execPath, ['apps/api/dist/main.js'], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  });
  try {
    await until('/health/live');
    const listening = performance.now() - start;
    await until('/health/ready');
    const ready = performance.now() - start;
    const cold = await measureFirstToken();
    const warm = await measureFirstToken();
    return {
      listening,
      ready,
      'first token, first answer': cold,
      'first token, same prompt again': warm,
    };
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
}

const results = [];
for (let index = 0; index < runs; index++) {
  results.push(await run());
  process.stderr.write(`run ${index + 1} of ${runs}\n`);
}
printTable(
  Object.keys(results[0]).map((name) => {
    const { median, least, most } = spread(results.map((result) => result[name]));
    return { milliseconds: name, median: Math.round(median), least: Math.round(least), most: Math.round(most) };
  }),
);
