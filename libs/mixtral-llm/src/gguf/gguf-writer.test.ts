import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ggmlType } from './ggml-type.js';
import { writeGguf } from './gguf-writer.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'gguf-writer-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Joins hexadecimal texts, without the spaces that make them readable. */
const hex = (...parts: string[]) => parts.join('').replaceAll(' ', '');

describe('writeGguf', () => {
  it('lays out header, key, tensor, padding and data as the format says', async () => {
    const path = join(folder, 'layout.gguf');
    const data = () => [Buffer.from('0000803f', 'hex'), Buffer.from('00000040', 'hex')];
    await writeGguf(path, { k: { uint32: 7 } }, [{ name: 't', dimensions: [2], type: ggmlType.f32, data }]);
    const written = (await readFile(path)).toString('hex');
    expect(written).toBe(
      hex(
        '47475546 03000000 0100000000000000 0100000000000000', // magic, version, tensors, keys
        '0100000000000000 6b 04000000 07000000', // "k", uint32, 7
        '0100000000000000 74 01000000 0200000000000000 00000000 0000000000000000', // "t", one dimension of 2, f32, offset 0
        '00'.repeat(22), // to a multiple of 32
        '0000803f 00000040', // 1, 2
        '00'.repeat(24),
      ),
    );
  });

  it.each([
    ['float32', { float32: 1.5 }, '06000000 0000c03f'],
    ['boolean', { boolean: true }, '07000000 01'],
    ['string', { string: 'é' }, '08000000 0200000000000000 c3a9'],
    ['strings', { strings: ['a', ''] }, '09000000 08000000 0200000000000000 0100000000000000 61 0000000000000000'],
    ['float32s', { float32s: [-1] }, '09000000 06000000 0100000000000000 000080bf'],
    ['int32s', { int32s: [-1] }, '09000000 05000000 0100000000000000 ffffffff'],
  ])('encodes a %s', async (_, value, expected) => {
    const path = join(folder, 'value.gguf');
    await writeGguf(path, { k: value }, []);
    const keyAndValue = (await readFile(path)).toString('hex').slice(2 * (24 + 9));
    expect(keyAndValue).toMatch(new RegExp(`^${hex(expected)}(00)*$`));
  });

  it('leaves a hole for a tensor without data, and puts the next one behind it', async () => {
    const path = join(folder, 'hole.gguf');
    const megabyte = 1 << 20;
    await writeGguf(path, {}, [
      { name: 'hole', dimensions: [64 * megabyte], type: ggmlType.f32 },
      { name: 'end', dimensions: [1], type: ggmlType.f32, data: () => [Buffer.from('0000803f', 'hex')] },
    ]);
    const { size, blocks } = await stat(path);
    const header = 96;
    expect(size).toBe(header + 256 * megabyte + 32);
    expect(blocks * 512).toBeLessThan(megabyte);
    expect((await readFile(path)).subarray(-32).toString('hex')).toBe(hex('0000803f', '00'.repeat(28)));
  });

  it('replaces a longer file that was there', async () => {
    const path = join(folder, 'replaced.gguf');
    await writeGguf(path, { k: { string: 'x'.repeat(1000) } }, []);
    await writeGguf(path, {}, []);
    expect((await stat(path)).size).toBe(32);
  });

  it('refuses a row that does not fill its blocks', async () => {
    const tensor = { name: 't', dimensions: [33], type: ggmlType.q8_0 };
    await expect(writeGguf(join(folder, 'row.gguf'), {}, [tensor])).rejects.toThrow(
      'A row of 33 values does not fill blocks of 32.',
    );
  });
});
