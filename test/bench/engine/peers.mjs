import { execFile, spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freshTokens } from './measures.mjs';

/** Runs `llama-bench` on the same file: tokens per second, reading 512 and writing 128. Undefined without a path. */
export async function llamaBench(path, file, threads) {
  if (!path) return undefined;
  const { stdout } = await promisify(execFile)(path, [
    '-m',
    file,
    '-p',
    '512',
    '-n',
    '128',
    '-t',
    String(threads),
    '-r',
    '1',
    '-o',
    'json',
    '-ngl',
    '0',
  ]);
  const results = JSON.parse(stdout);
  const pace = (field) =>
    results.find((result) => result[field] > 0 && result[field === 'n_prompt' ? 'n_gen' : 'n_prompt'] === 0).avg_ts;
  return { prefill: pace('n_prompt'), decode: pace('n_gen') };
}

/** Starts a `llama-server` with 8 slots on the same file. Undefined without a path. */
export async function startLlamaServer(path, file, threads) {
  if (!path) return undefined;
  const port = 38_413;
  const url = `http://127.0.0.1:${port}`;
  const options = [
    '-m',
    file,
    '-c',
    String(8 * 4096),
    '--parallel',
    '8',
    '-t',
    String(threads),
    '-tb',
    String(threads),
    '--port',
    String(port),
    '--no-webui',
    '-ngl',
    '0',
  ];
  const server = spawn(path, options, { stdio: 'ignore' });
  for (let tries = 0; ; tries++) {
    const response = await fetch(`${url}/health`).catch(() => undefined);
    if (response?.ok) break;
    if (tries > 600 || server.exitCode !== null) throw new Error(`llama-server did not start: ${path}`);
    await pause(100);
  }
  const complete = async () => {
    const body = { prompt: freshTokens(128), n_predict: 128, temperature: 0, ignore_eos: true, cache_prompt: false };
    const response = await fetch(`${url}/completion`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`llama-server answered ${response.status}`);
    return (await response.json()).tokens_predicted;
  };
  return {
    /** Measures tokens per second of `callers` at once. */
    async measureCallers(callers) {
      const start = performance.now();
      const counts = await Promise.all(Array.from({ length: callers }, complete));
      return (counts.reduce((sum, count) => sum + count, 0) * 1000) / (performance.now() - start);
    },
    async stop() {
      server.kill('SIGKILL');
      await new Promise((resolve) => server.once('exit', resolve));
    },
  };
}
