import { randomBytes } from 'node:crypto';
import { appendFile, rm } from 'node:fs/promises';

import { describe, expect, it } from '@jest/globals';

import { type TextEncoder } from '../../../../libs/moderation/src/index.js';
import { CachedEncoder } from './cached-encoder.js';
import { VectorCache } from './vector-cache.js';

const model = `test-${randomBytes(8).toString('hex')}`;
const asked: string[] = [];
const encoder: TextEncoder = {
  name: 'test@1',
  dimensions: 2,
  encode: async (texts) => {
    asked.push(...texts);
    return texts.map((text) => (text === 'long' ? undefined : Float32Array.of(text.length, 0.5)));
  },
};
const open = async (): Promise<CachedEncoder> => new CachedEncoder(encoder, await VectorCache.open(model, 2));

describe('CachedEncoder', () => {
  it('encodes a text once, also for another run, and keeps that a text is too long', async () => {
    const expected = [Float32Array.of(1, 0.5), undefined, Float32Array.of(1, 0.5)];
    expect(await (await open()).encode(['a', 'long', 'a'])).toEqual(expected);
    expect(await (await open()).encode(['a', 'long', 'a'])).toEqual(expected);
    expect(asked).toEqual(['a', 'long']);
  });

  it('refuses a file whose last record was cut off, and names it', async () => {
    const { file } = await VectorCache.open(model, 2);
    await appendFile(file, 'half');
    await expect(open()).rejects.toThrow(`The vector cache ${file} is damaged`);
    await rm(file);
  });
});
