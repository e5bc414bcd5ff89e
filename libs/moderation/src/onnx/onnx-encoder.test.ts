import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFakeGuardModel } from '../../testing/fake-encoder.js';
import { readGguf } from './gguf-file.js';
import { loadOnnxEncoder } from './onnx-encoder.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'onnx-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('loadOnnxEncoder', () => {
  it('says how to install the runtime when it is not there', async () => {
    const weightsPath = join(folder, 'weights.gguf');
    await writeFile(weightsPath, 'weights');
    const model = createFakeGuardModel({ weightsPath, sha256: createHash('sha256').update('weights').digest('hex') });
    await expect(loadOnnxEncoder(model, { runtime: 'onnxruntime-that-is-not-there' })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringMatching(/needs onnxruntime-that-is-not-there.*npm install onnxruntime-node\.$/s),
    });
  });

  it('refuses weights of another hash', async () => {
    const weightsPath = join(folder, 'other.gguf');
    await writeFile(weightsPath, 'other');
    await expect(loadOnnxEncoder(createFakeGuardModel({ weightsPath }))).rejects.toThrow('its SHA-256 is');
  });
});

describe('readGguf', () => {
  const header = (version: number, tensors: number, values: number): Buffer => {
    const bytes = Buffer.alloc(24);
    bytes.write('GGUF');
    bytes.writeUInt32LE(version, 4);
    bytes.writeBigUInt64LE(BigInt(tensors), 8);
    bytes.writeBigUInt64LE(BigInt(values), 16);
    return bytes;
  };

  it('reads a file without tensors', () => {
    expect(readGguf(header(3, 0, 0))).toEqual({ metadata: new Map(), tensors: new Map() });
  });

  it.each([
    ['another format', Buffer.from('{"format": 1}            '), 'it is no GGUF file'],
    ['another version', header(9, 0, 0), 'it has version 9 of GGUF'],
    ['a header that ends early', header(3, 0, 5), 'its header is cut off'],
  ])('refuses %s', (_, file, message) => {
    expect(() => readGguf(file)).toThrow(message);
  });
});
