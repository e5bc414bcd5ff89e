import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);

const probes = [
  { folder: 'libs/moderation/src', source: "import '@leeward/mixtral-llm';\n", rule: '@nx/enforce-module-boundaries' },
  { folder: 'libs/mixtral-llm/src', source: "import '@leeward/moderation';\n", rule: '@nx/enforce-module-boundaries' },
  {
    folder: 'libs/chat-template/src',
    source: "import '@langchain/core/messages';\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    folder: 'libs/chat-template/src',
    source: "import '@leeward/mixtral-llm';\n",
    rule: '@nx/enforce-module-boundaries',
  },
  { folder: 'libs/mixtral-llm/src/models', source: "import 'node-llama-cpp';\n", rule: 'no-restricted-imports' },
  { folder: 'libs/mixtral-llm/src', source: "import '@nestjs/common';\n", rule: 'no-restricted-imports' },
  { folder: 'libs/moderation/src', source: "import '@nestjs/common';\n", rule: 'no-restricted-imports' },
  { folder: 'apps/api/src', source: "import 'node-llama-cpp';\n", rule: '@nx/enforce-module-boundaries' },
  {
    folder: 'libs/mixtral-llm/src',
    source: "import { type ChatMessage } from '@leeward/chat-template';\nexport type Probe = ChatMessage;\n",
    rule: undefined,
  },
].map((probe, index) => ({
  ...probe,
  file: join(root, probe.folder, `import-table-probe-${process.pid}-${index}.ts`),
}));

/** Runs a command of the workspace as a developer does, without the daemon. */
function runTool(script: string, ...commandArguments: string[]): Promise<{ readonly stdout: string }> {
  const options = { cwd: root, env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' } };
  return run(process.execPath, [join(root, 'node_modules', script), ...commandArguments], options);
}

/** Lints one more source file for each probe. @returns the rules that each file breaks */
async function lintProbes(): Promise<ReadonlyMap<string, readonly string[]>> {
  // A fresh clone lacks the graph of the projects, without which the boundaries are not checked.
  await runTool('nx/dist/bin/nx.js', 'show', 'projects');
  const files = probes.map(({ file }) => file);
  try {
    await Promise.all(probes.map(({ file, source }) => writeFile(file, source)));
    const linting = runTool('eslint/bin/eslint.js', '--no-cache', '--format', 'json', ...files);
    // Its exit code is 1 when a rule is broken, as it must be here.
    const { stdout } = await linting.catch((error: { readonly stdout: string }) => error);
    const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string }[] }[];
    return new Map(results.map(({ filePath, messages }) => [filePath, messages.map(({ ruleId }) => ruleId)]));
  } finally {
    await Promise.all(files.map((file) => rm(file)));
  }
}

describe('the import table', () => {
  let broken: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    broken = await lintProbes();
  });

  it.each(probes.filter(({ rule }) => rule !== undefined))('forbids $source in $folder', ({ file, rule }) => {
    expect(broken.get(file)).toContain(rule);
  });

  it.each(probes.filter(({ rule }) => rule === undefined))('allows $source in $folder', ({ file }) => {
    expect(broken.get(file)).toEqual([]);
  });
});
