import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Lints one more source file in a room. Exit code and report of ESLint as a developer runs it. */
async function lintProbe(folder: string, source: string): Promise<string> {
  const file = join(root, folder, `import-table-probe-${process.pid}.ts`);
  await writeFile(file, source);
  try {
    const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
    const { stdout } = await run(process.execPath, [eslint, '--no-cache', file], {
      cwd: root,
      env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' },
    });
    return stdout;
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    await rm(file);
  }
}

describe('the import table', () => {
  it.each([
    { folder: 'libs/moderation/src', source: "import '@leeward/mixtral-llm';\n", rule: '@nx/enforce-module-boundaries' },
    { folder: 'libs/mixtral-llm/src', source: "import '@leeward/moderation';\n", rule: '@nx/enforce-module-boundaries' },
    { folder: 'libs/chat-template/src', source: "import '@langchain/core/messages';\n", rule: '@nx/enforce-module-boundaries' },
    { folder: 'libs/chat-template/src', source: "import '@leeward/mixtral-llm';\n", rule: '@nx/enforce-module-boundaries' },
    { folder: 'libs/mixtral-llm/src/models', source: "import 'node-llama-cpp';\n", rule: 'no-restricted-imports' },
    { folder: 'libs/mixtral-llm/src', source: "import '@nestjs/common';\n", rule: 'no-restricted-imports' },
    { folder: 'libs/moderation/src', source: "import '@nestjs/common';\n", rule: 'no-restricted-imports' },
    { folder: 'apps/api/src', source: "import 'node-llama-cpp';\n", rule: '@nx/enforce-module-boundaries' },
  ])('forbids $source in $folder', async ({ folder, source, rule }) => {
    expect(await lintProbe(folder, source)).toContain(rule);
  }, 60_000);

  it('allows what the table allows', async () => {
    const source = "import { type ChatMessage } from '@leeward/chat-template';\nexport type Probe = ChatMessage;\n";
    expect(await lintProbe('libs/mixtral-llm/src', source)).toBe('');
  }, 60_000);
});
