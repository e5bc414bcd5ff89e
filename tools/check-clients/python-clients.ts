import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ClientSuite } from '../../test/src/clients/rows/client-suite.js';
import { repository } from '../../test/src/docs/markdown.js';
import { prepareEnvironment } from '../python/prepare-environment.js';
import { startServer } from '../server/start-server.js';
import { readLines } from './read-lines.js';
import { type Report } from './row-result.js';

/** The first start fetches the model. */
const startTimeout = 15 * 60_000;

const toPath = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const settings = {
  GPU: 'false',
  // Several threads busy-wait for each other, which is slow on a machine that does other work too.
  THREADS: '1',
  GUARD_MODEL: 'off',
  DATA_PATH: 'memory',
  AUDIT_LOG: 'off',
  LOG_LEVEL: 'warn',
  EMBEDDING_MODEL: 'smollm2-135m-instruct',
  POLICY_PATH: toPath('policy.yaml'),
};

/** Runs the programs of the clients against a server with the default model, and reports their rows. */
export async function runPythonClients(
  suites: readonly (readonly [string, ClientSuite])[],
  folder: string,
  report: Report,
): Promise<void> {
  const programs = prepareEnvironment('clients', readFileSync(toPath('requirements.txt'), 'utf8'));
  const server = await startServer(settings, startTimeout);
  try {
    const environment = { ...process.env, ...toVariables(server.url, folder) };
    for (const suite of suites) await runProgram(join(programs, 'python'), suite, environment, report);
    if (!server.isRunning()) throw new Error(`The server ended. Its last lines:\n${server.readLog()}`);
  } finally {
    await server.stop();
  }
}

/** Makes the environment from which clients take their address and key, and which keeps them from other servers. */
function toVariables(url: string, folder: string): Readonly<Record<string, string>> {
  return {
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: 'none',
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: 'none',
    LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    OPENAI_AGENTS_DISABLE_TRACING: '1',
    LLM_USER_PATH: join(folder, 'llm'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONIOENCODING: 'utf-8',
  };
}

async function runProgram(
  python: string,
  [suite, { rows, test }]: readonly [string, ClientSuite],
  environment: NodeJS.ProcessEnv,
  report: Report,
): Promise<void> {
  const child = spawn(python, [join(repository, test)], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const left = new Set(Object.keys(rows));
  const errors = await readLines(child, (line) => {
    if (!line.startsWith('{"row"')) return;
    const { row, error } = JSON.parse(line) as { readonly row: string; readonly error: string | null };
    const unknown = left.delete(row) ? undefined : `python-suites.ts has no row "${row}" of ${suite}.`;
    report({ suite, row, error: unknown ?? error ?? undefined });
  });
  for (const row of left) report({ suite, row, error: `It did not run.\n${errors}` });
}
