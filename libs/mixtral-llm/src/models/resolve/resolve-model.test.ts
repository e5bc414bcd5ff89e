import { createHash } from 'node:crypto';
import { addAbortListener } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ModelFileError, ModelNotAvailableError, UnknownModelError } from '../../errors/index.js';
import { minimalGguf } from '../../testing/minimal-gguf.js';
import { catalogue, type CatalogueEntry } from '../catalogue/catalogue.js';
import { resolveModel, type ResolveModelOptions } from './resolve-model.js';
import { type ModelSource } from '../sources/model-source.js';

const bytes = minimalGguf(1000);
const pinned = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
const entry: CatalogueEntry = {
  id: 'small',
  name: 'Small',
  license: 'Apache-2.0',
  defaultPrecision: 'q4',
  defaultSystem: 'Be kind.',
  defaultSampling: { temperature: 0.3 },
  files: { q4: { fileName: 'small.gguf', checksum: pinned }, q8: { fileName: 'unpinned.gguf' } },
};

let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'models-'));
});
afterEach(() => rm(cache, { recursive: true, force: true }));

function source(name: string, content: Buffer | Error): ModelSource & { asked: number } {
  return {
    name,
    asked: 0,
    has: () => true,
    async fetch({ file, folder }) {
      this.asked++;
      if (content instanceof Error) throw content;
      const path = join(folder, file.fileName);
      await writeFile(path, content);
      return [{ path }];
    },
  };
}

function resolve(sources: ModelSource[], options: ResolveModelOptions = {}) {
  return resolveModel({ model: 'small', catalogue: [entry], cacheDirectory: cache, sources, ...options });
}

describe('resolveModel', () => {
  it('uses the first source that serves the file, and then the cache', async () => {
    const [dead, alive, spare] = [
      source('dead', new Error('no route')),
      source('alive', bytes),
      source('spare', bytes),
    ];
    const fetched = await resolve([dead, alive, spare]);
    expect(fetched).toEqual({
      ...{
        id: 'small',
        name: 'Small',
        file: join(cache, 'small.gguf'),
        sizeBytes: bytes.length,
        source: 'alive',
        precision: 'q4',
      },
      ...{ defaultSystem: 'Be kind.', defaultSampling: { temperature: 0.3 } },
    });
    expect(await resolve([dead, alive, spare])).toEqual({ ...fetched, source: 'cache' });
    expect([dead.asked, alive.asked, spare.asked]).toEqual([1, 1, 0]);
    expect((await readdir(cache)).sort()).toEqual(['small.gguf', 'small.gguf.verified']);
  });

  it('tries the next source when a file has another checksum', async () => {
    const wrong = Buffer.from(bytes).fill(8, 100);
    expect(await resolve([source('wrong', wrong), source('right', bytes)])).toMatchObject({ source: 'right' });
    expect(await readFile(join(cache, 'small.gguf'))).toEqual(bytes);
  });

  it.each([
    ['a cut file', bytes.subarray(0, 500), /has 500 bytes instead of 1024/],
    ['another file', Buffer.from(bytes).fill(8, 100), /its SHA-256 is [0-9a-f]{64} instead of/],
    ['a web page', Buffer.from('<html>'.padEnd(1024)), /it is not a GGUF file/],
  ])('leaves no file in the cache after %s', async (_, content, reason) => {
    const error = await resolve([source('only', content)]).catch((thrown: unknown) => thrown);
    expect(ModelNotAvailableError.isInstance(error) && error.attempts).toEqual([
      { source: 'only', reason: expect.stringMatching(reason) },
    ]);
    expect(await readdir(cache)).toEqual([]);
  });

  it('fails with the reason of each source, and the path for a file put there by hand', async () => {
    const sources = [source('first', new Error('no route')), source('second', new Error('status 404'))];
    await expect(resolve(sources)).rejects.toThrow(
      `The model Small could not be fetched:\n  - first: no route\n  - second: status 404\nPut the file at ${join(cache, 'small.gguf')} by hand, or give the path of a GGUF file: modelPath (MODEL_PATH for the API).`,
    );
  });

  it('verifies and uses a file that was put into the cache by hand', async () => {
    await writeFile(join(cache, 'small.gguf'), bytes);
    expect(await resolve([])).toMatchObject({ source: 'cache' });
  });

  it('fetches again when the cached file was damaged after it was verified', async () => {
    await resolve([source('only', bytes)]);
    await writeFile(join(cache, 'small.gguf'), Buffer.from(bytes).fill(9, 50));
    await utimes(join(cache, 'small.gguf'), 1, 1);
    expect(await resolve([source('only', bytes)])).toMatchObject({ source: 'only' });
    expect(await readFile(join(cache, 'small.gguf'))).toEqual(bytes);
  });

  it('removes the folder of a killed process', async () => {
    await mkdir(join(cache, 'small.gguf.fetch-abc'));
    await writeFile(join(cache, 'small.gguf.fetch-abc', 'small.gguf'), bytes.subarray(0, 10));
    await resolve([source('only', bytes)]);
    expect((await readdir(cache)).sort()).toEqual(['small.gguf', 'small.gguf.verified']);
  });

  it('refuses a file without any checksum', async () => {
    await expect(resolve([source('mirror', bytes)], { precision: 'q8' })).rejects.toThrow(
      /no checksum is known for the file/,
    );
  });

  it('fetches once for callers at the same time', async () => {
    const slow = source('slow', bytes);
    const found = await Promise.all([resolve([slow]), resolve([slow]), resolve([slow])]);
    expect(found.map((model) => model.source).sort()).toEqual(['cache', 'cache', 'slow']);
    expect(slow.asked).toBe(1);
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const hanging: ModelSource = {
      name: 'hanging',
      has: () => true,
      fetch: ({ signal }) =>
        new Promise((_, reject) => {
          addAbortListener(signal, () => reject(signal.reason));
          controller.abort(new Error('enough'));
        }),
    };
    await expect(resolve([hanging], { signal: controller.signal })).rejects.toThrow('enough');
    expect(await readdir(cache)).toEqual([]);
  });

  it.each([
    ['a missing file', 'none.gguf', undefined, /does not exist/],
    ['a folder', '', undefined, /it is a folder/],
    ['a text', 'text.gguf', Buffer.from('hello, this is a text'), /it is not a GGUF file/],
    ['an old version', 'old.gguf', Buffer.from(minimalGguf()).fill(1, 4, 5), /has version 1 of the GGUF format/],
    ['a damaged header', 'damaged.gguf', Buffer.from(minimalGguf()).fill(255, 8), /header is damaged or cut off/],
    ['a cut header', 'cut.gguf', minimalGguf().subarray(0, 10), /header is damaged or cut off/],
  ])('refuses %s as modelPath', async (_, name, content, reason) => {
    const path = join(cache, name);
    if (content) await writeFile(path, content);
    const error = await resolve([], { modelPath: path }).catch((thrown: unknown) => thrown);
    expect(ModelFileError.isInstance(error) && error.message).toMatch(reason);
  });

  it.each([
    [{ model: 'large' }, 'The catalogue has no model "large". It has: small.'],
    [{ precision: 'f16' as const }, 'The catalogue has no precision "f16" of small. It has: q4, q8.'],
  ])('names the models and precisions of the catalogue instead of %j', async (options, message) => {
    const error = await resolve([], options).catch((thrown: unknown) => thrown);
    expect(UnknownModelError.isInstance(error) && error.message).toContain(message);
  });
});

describe('the catalogue', () => {
  it('has Mixtral in the three precisions of the original', () => {
    const mixtral = catalogue.find(({ id }) => id === 'mixtral-8x7b-instruct');
    expect(Object.keys(mixtral?.files ?? {}).sort()).toEqual(['f16', 'q4', 'q8']);
    for (const file of Object.values(mixtral?.files ?? {})) expect(file.huggingFace?.path).toMatch(/\.gguf$/);
  });

  it('pins the checksum of every file that a Python package serves', () => {
    const files = catalogue.flatMap(({ files: byPrecision }) => Object.values(byPrecision));
    for (const { pythonPackages, checksum } of files) {
      if (pythonPackages) expect(checksum?.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});
