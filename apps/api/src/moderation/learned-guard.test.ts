import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EngineCrashedError, LlamaTextEncoder, QueueFullError } from '@leeward/mixtral-llm';
import { tinyBertWidth, writeTinyBert } from '@leeward/mixtral-llm/testing';
import { createModerator } from '@leeward/moderation';
import { GuardHealth } from '../health/guard-health.js';
import { LearnedGuard } from './learned-guard.js';

let folder: string;
let description: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'learned-guard-'));
  description = join(folder, 'guard-model.json');
  await writeTinyBert(join(folder, 'tiny.gguf'));
  await describeModel({});
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes the description of a guard whose score for hate is always .9. */
async function describeModel(changes: object): Promise<void> {
  const sha256 = createHash('sha256')
    .update(await readFile(join(folder, 'tiny.gguf')))
    .digest('hex');
  const model = {
    ...{ format: 1, name: 'tiny', version: '1', file: 'tiny.gguf', sha256, dimensions: tinyBertWidth },
    ...{ maximumTokens: 16, windowCharacters: 64, overlapCharacters: 8, contextCharacters: 0 },
    heads: [{ name: 'hate', weights: Array<number>(tinyBertWidth).fill(0), bias: 4.6 }],
    ...{ cheap: [], scores: [{ category: 'hate', heads: { hate: 1 }, cheap: {}, bias: 0 }] },
    ...changes,
  };
  await writeFile(description, JSON.stringify(model));
}

const open = (path: string) => LearnedGuard.open({ GUARD_MODEL: path, GUARD_THREADS: 1 });

describe('the learned guard', () => {
  it('is absent when the settings switch it off, and then does not keep the server from being ready', async () => {
    expect(await open('off')).toBeUndefined();
    expect(new GuardHealth(undefined).assertReady()).toBeUndefined();
  });

  it('lets texts wait while it loads, scores them then, and ends its process', async () => {
    const guard = await open(description);
    if (!guard) throw new Error('There is no guard.');
    const health = new GuardHealth(guard);
    expect(() => health.assertReady()).toThrow('The guard model is still loading');
    const checking = createModerator({ guard: guard.classifier }).check('the cat');
    await guard.load();
    expect(health.assertReady()).toBe('tiny 1');
    expect((await checking).findings).toMatchObject([{ category: 'hate', score: expect.closeTo(0.99, 3) }]);
    await guard.close();
    expect(await createModerator({ guard: guard.classifier }).check('the dog')).toMatchObject({ outcome: 'error' });
  });

  it('is not ready while its process cannot be started again, says why, and comes back by itself', async () => {
    let error: Error | undefined;
    const encode = (texts: readonly string[]) =>
      error ? Promise.reject(error) : Promise.resolve(texts.map(() => new Float32Array(tinyBertWidth)));
    const encoder = { encode, close: () => Promise.resolve() } as unknown as LlamaTextEncoder;
    const loading = jest.spyOn(LlamaTextEncoder, 'loadModel').mockResolvedValue(encoder);
    const guard = await open(description);
    if (!guard) throw new Error('There is no guard.');
    await guard.load();
    loading.mockRestore();
    const health = new GuardHealth(guard);
    const moderator = createModerator({ guard: guard.classifier });

    error = new QueueFullError(64, 1);
    await moderator.check('the cat');
    expect(health.assertReady()).toBe('tiny 1');

    error = new EngineCrashedError('exit code 1 of /secret/path');
    expect(await moderator.check('the dog')).toMatchObject({ outcome: 'error' });
    expect(() => health.assertReady()).toThrow('The guard cannot classify (ENGINE_CRASHED). The log of the server');
    await guard.recover();
    expect(() => health.assertReady()).toThrow('The guard cannot classify');
    await guard.recover();

    error = undefined;
    expect(() => health.assertReady()).toThrow('The guard cannot classify');
    await guard.recover();
    expect(health.assertReady()).toBe('tiny 1');
    await guard.close();
  });

  it('does not start with weights of another hash, and says how to serve without it', async () => {
    await describeModel({ sha256: '0'.repeat(64) });
    const guard = await open(folder);
    await expect(guard?.load()).rejects.toMatchObject({
      code: 'MODEL_NOT_LOADED',
      message: expect.stringMatching(/tiny\.gguf: its SHA-256 is .* set GUARD_MODEL=off\.$/),
    });
    await guard?.close();
  });

  it('does not take another file for the description beside it', async () => {
    await expect(open(join(folder, 'other.json'))).rejects.toThrow('other.json');
  });

  it('does not start without its description', async () => {
    await expect(open('/nowhere/guard-model.json')).rejects.toThrow(
      /^GUARD_MODEL=\/nowhere\/guard-model\.json: .*guard-model\.json.* set GUARD_MODEL=off\.$/,
    );
  });
});
