import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelNotAvailableError } from '../../errors/index.js';
import { HuggingFaceSite } from '../../testing/hugging-face-site.js';
import { minimalGguf } from '../../testing/minimal-gguf.js';
import { type CatalogueEntry, type CatalogueFile } from '../catalogue/catalogue.js';
import { resolveModel } from '../resolve/resolve-model.js';
import { huggingFace } from './hugging-face.js';

const bytes = minimalGguf(200_000);
const pinned = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
const location = { repository: 'someone/small', path: 'small.gguf' };
const sitePath = 'someone/small/resolve/main/small.gguf';

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

function resolve(file: Partial<CatalogueFile>, endpoint = site.endpoint) {
  const entry: CatalogueEntry = {
    ...{ id: 'small', name: 'Small', license: 'Apache-2.0', defaultPrecision: 'q4' as const },
    files: { q4: { fileName: 'small.gguf', huggingFace: location, ...file } },
  };
  const sources = [huggingFace({ endpoint, reachTimeout: 300, stallTimeout: 500 })];
  return resolveModel({ model: 'small', catalogue: [entry], cacheDirectory: cache, sources });
}

async function readReasons(resolving: Promise<unknown>): Promise<string> {
  const error = await resolving.catch((thrown: unknown) => thrown);
  if (!ModelNotAvailableError.isInstance(error)) throw error;
  return error.attempts.map(({ reason }) => reason).join();
}

describe('Hugging Face', () => {
  it('serves a file whose checksum is pinned', async () => {
    site.put(sitePath, bytes);
    expect(await resolve({ checksum: pinned })).toMatchObject({ source: 'Hugging Face', sizeBytes: bytes.length });
    expect(await readFile(join(cache, 'small.gguf'))).toEqual(bytes);
  });

  it('serves a file with the checksum that the site declares', async () => {
    site.put(sitePath, bytes);
    expect(await resolve({})).toMatchObject({ source: 'Hugging Face' });
  });

  it('serves all parts of a split file', async () => {
    const name = (part: number) => `split-0000${part}-of-00002.gguf`;
    site.put(`someone/small/resolve/main/${name(1)}`, minimalGguf(1000));
    site.put(`someone/small/resolve/main/${name(2)}`, minimalGguf(2000));
    const split = await resolve({ fileName: name(1), huggingFace: { ...location, path: name(1) } });
    expect(split).toMatchObject({ file: join(cache, name(1)), sizeBytes: 3048 });
    expect(await readFile(join(cache, name(2)))).toEqual(minimalGguf(2000));
  });

  it.each([
    ['is not there', undefined, {}, /answered 404 for someone\/small\/small\.gguf/],
    ['never answers', 'silent', {}, /no answer within 0\.3 s/],
    ['stalls', 'stalls', { checksum: pinned }, /the download stalled: nothing came for 0\.5 s/],
    ['sends other bytes', 'corrupt', { checksum: pinned }, /it is not a GGUF file/],
    ['declares nothing, and nothing is pinned', 'undeclared', {}, /declares no checksum/],
    ['wants a token', 'gated', { checksum: pinned }, /answered 401/],
  ] as const)('fails with the reason when the site %s', async (_, fault, file, reason) => {
    if (fault !== undefined) site.put(sitePath, bytes, fault);
    expect(await readReasons(resolve(file))).toMatch(reason);
    expect(await readdir(cache)).toEqual([]);
  });

  it('refuses a file with another checksum than the pinned one, before the download', async () => {
    site.put(sitePath, minimalGguf(3));
    expect(await readReasons(resolve({ checksum: pinned }))).toMatch(/the file there is another one/);
    expect(site.downloads).toBe(0);
  });

  it('fails with the URL of a site that cannot be reached', async () => {
    expect(await readReasons(resolve({ checksum: pinned }, 'http://127.0.0.1:9'))).toMatch(
      /http:\/\/127\.0\.0\.1:9 cannot be reached/,
    );
  });
});
