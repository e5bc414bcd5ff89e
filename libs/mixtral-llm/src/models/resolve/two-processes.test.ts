import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HuggingFaceSite } from '../../testing/hugging-face-site.js';
import { minimalGguf } from '../../testing/minimal-gguf.js';
import { type CatalogueEntry } from '../catalogue/catalogue.js';

const bytes = minimalGguf(2_000_000);
const entry: CatalogueEntry = {
  ...{ id: 'small', name: 'Small', license: 'Apache-2.0', defaultPrecision: 'q4' },
  files: {
    q4: {
      fileName: 'small.gguf',
      checksum: { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
      huggingFace: { repository: 'someone/small', path: 'small.gguf' },
    },
  },
};
const here = dirname(fileURLToPath(import.meta.url));

let cache: string;
let site: HuggingFaceSite;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'models-'));
  site = await HuggingFaceSite.start();
});
afterEach(async () => {
  await site.stop();
  await rm(cache, { recursive: true, force: true });
});

/** Starts a process that resolves the model and prints its source. */
function startResolving() {
  const url = (file: string) => JSON.stringify(pathToFileURL(join(here, file)).href);
  const options = JSON.stringify({ model: 'small', catalogue: [entry], cacheDirectory: cache });
  const script = `
    const { resolveModel } = await import(${url('resolve-model.ts')});
    const { huggingFace } = await import(${url('../sources/hugging-face.ts')});
    const sources = [huggingFace({ endpoint: ${JSON.stringify(site.endpoint)} })];
    const { source } = await resolveModel({ ...${options}, sources });
    process.stdout.write(source);
    process.exit();`;
  const execution = [
    '--import',
    'tsx',
    '--conditions',
    '@leeward/source',
    '--no-warnings',
    '--input-type',
    'module',
    '--eval',
    script,
  ];
  const child = spawn(process.execPath, execution, { cwd: here, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (piece) => (output += String(piece)));
  return { kill: () => child.kill('SIGKILL'), ended: once(child, 'close').then(() => output) };
}

describe('processes that share a cache', () => {
  it('fetch once when they start at the same time', async () => {
    site.put('someone/small/resolve/main/small.gguf', bytes);
    const outputs = await Promise.all([startResolving().ended, startResolving().ended]);
    expect(outputs.sort()).toEqual(['Hugging Face', 'cache']);
    expect(bytes.equals(await readFile(join(cache, 'small.gguf')))).toBe(true);
  });

  it('leave no file when they are killed, and the next one fetches again', async () => {
    site.put('someone/small/resolve/main/small.gguf', bytes, 'stalls');
    const killed = startResolving();
    while (site.downloads === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    killed.kill();
    await killed.ended;
    expect(await readdir(cache)).not.toContain('small.gguf');
    // Make the lock stale, as it is some seconds after its last renewal.
    await utimes(join(cache, 'small.gguf.lock'), 0, 0);
    site.put('someone/small/resolve/main/small.gguf', bytes);
    expect(await startResolving().ended).toBe('Hugging Face');
    expect((await readdir(cache)).sort()).toEqual(['small.gguf', 'small.gguf.verified']);
  });
});
