/**
 * Measures the start of `node apps/api/dist/main.js`: to listening, to ready, to the first token, in milliseconds.
 * Usage: npm run bench:start [-- runs]   (after `npm run build`; the model is in the cache after the first start)
 */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

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

/** Measures the milliseconds to the first event with text, and of the whole answer. */
async function answer() {
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
  return { firstToken, whole: performance.now() - start };
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
    const cold = await answer();
    const warm = await answer();
    return {
      listening,
      ready,
      'first token, first answer': cold.firstToken,
      'first token, same prompt again': warm.firstToken,
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
const table = Object.keys(results[0]).map((name) => {
  const values = results.map((result) => result[name]).sort((a, b) => a - b);
  const round = (value) => Math.round(value);
  return {
    milliseconds: name,
    median: round(values[Math.floor(values.length / 2)]),
    least: round(values[0]),
    most: round(values.at(-1)),
  };
});
console.table(table);
