import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFakeGuardModel } from '../../testing/fake-encoder.js';
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
