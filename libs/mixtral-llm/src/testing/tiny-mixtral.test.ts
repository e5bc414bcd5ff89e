import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeSparseMixtral } from './sparse-mixtral.js';
import { mixtralTensors } from './mixtral-shape.js';
import { benchmarkMixtral, type TinyMixtralOptions, writeTinyMixtral } from './tiny-mixtral.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'tiny-mixtral-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bytesWith(options?: TinyMixtralOptions): Promise<Buffer> {
  const path = join(folder, 'tiny.gguf');
  await writeTinyMixtral(path, options);
  return readFile(path);
}

describe('writeTinyMixtral', () => {
  it('writes the same bytes for the same seed, others for another', async () => {
    const bytes = await bytesWith();
    expect(bytes.equals(await bytesWith({ seed: 1 }))).toBe(true);
    const other = await bytesWith({ seed: 2 });
    expect(other).toHaveLength(bytes.length);
    expect(other.equals(bytes)).toBe(false);
  });

  it('writes a few megabytes', async () => {
    expect(await bytesWith()).toHaveLength(5_307_200);
  });

  it('stores the prefix space and the chat template only when they are given', async () => {
    const plain = await bytesWith();
    for (const key of ['tokenizer.ggml.add_space_prefix', 'tokenizer.chat_template']) {
      expect(plain.includes(key)).toBe(false);
    }
    const complete = await bytesWith({ addSpacePrefix: false, chatTemplate: '{{ messages }}' });
    expect(complete.includes('tokenizer.ggml.add_space_prefix\x07\0\0\0\0')).toBe(true);
    expect(complete.includes('{{ messages }}')).toBe(true);
  });

  it.each([
    [{ embeddingLength: 65 }, 'embeddingLength must be a multiple of 32, not 65.'],
    [{ feedForwardLength: 48 }, 'feedForwardLength must be a multiple of 32, not 48.'],
    [{ layers: 0 }, 'layers must be a positive whole number, not 0.'],
    [{ heads: 6 }, 'heads must be a multiple of 4, not 6.'],
    [{ heads: 36, embeddingLength: 96 }, 'embeddingLength (96) must be a multiple of twice the heads (36).'],
    [{ contextLength: 1.5 }, 'contextLength must be a positive whole number, not 1.5.'],
  ])('refuses %j', async (options, message) => {
    await expect(writeTinyMixtral(join(folder, 'refused.gguf'), options)).rejects.toThrow(new RangeError(message));
  });
});

describe('benchmarkMixtral', () => {
  it('has the documented number of parameters', () => {
    const parameters = mixtralTensors(benchmarkMixtral).map(({ dimensions }) =>
      dimensions.reduce((product, length) => product * length, 1),
    );
    const millions = parameters.reduce((sum, count) => sum + count, 0) / 1e6;
    expect(Math.round(millions)).toBe(628);
  });
});

describe('writeSparseMixtral', () => {
  // The Q8_0 file of mradermacher/Mixtral-8x7B-Instruct-v0.1-GGUF has 49,626,320,288 bytes. The difference is its longer header.
  it.each([
    ['f16', 93.4],
    ['q8', 49.6],
    ['q4', 26.3],
  ] as const)('has the full size of %s, %d GB, and takes a megabyte', async (precision, gigabytes) => {
    const path = join(folder, `${precision}.gguf`);
    await writeSparseMixtral(path, precision);
    const { size, blocks } = await stat(path);
    expect(size / 1e9).toBeCloseTo(gigabytes, 1);
    expect(blocks * 512).toBeLessThan(2e6);
  });
});
