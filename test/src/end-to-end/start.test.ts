import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi } from '@leeward/api';
import { writeSparseMixtral } from '@leeward/mixtral-llm/testing';

describe('a start that cannot succeed', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const start = (variables: Record<string, string>) =>
    startApi({ PORT: '0', GPU: 'false', LEEWARD_CACHE: folder, ...variables });

  it('names a wrong setting', async () => {
    await expect(start({ PORT: 'eighty' })).rejects.toThrow('PORT="eighty"');
  });

  it('gives the remedy for an address that it cannot listen on', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const PORT = String((other.address() as AddressInfo).port);
    const started = start({ PORT }).finally(() => other.close());
    await expect(started).rejects.toThrow(`127.0.0.1:${PORT} cannot be used: another process listens there`);
    // RFC 5737 reserves this address for documentation: no machine has it.
    await expect(start({ HOST: '192.0.2.1' })).rejects.toThrow('HOST is no address of this machine');
  });

  it('names a model that the catalogue does not have, and lists those it has', async () => {
    await expect(start({ MODEL: 'gpt-4o' })).rejects.toThrow(/gpt-4o.*smollm2-135m-instruct.*mixtral-8x7b-instruct/s);
  });

  it('names the problem of a model file', async () => {
    await expect(start({ MODEL_PATH: join(folder, 'none.gguf') })).rejects.toThrow('does not exist');
    const text = join(folder, 'text.gguf');
    await writeFile(text, 'Just text');
    await expect(start({ MODEL_PATH: text })).rejects.toThrow('not a GGUF file');
  }, 60_000);

  it('refuses a model that does not fit in memory, with the sizes', async () => {
    const half = join(folder, 'mixtral-f16.gguf');
    await writeSparseMixtral(half, 'f16');
    // 93 GB of weights, and more than a terabyte of keys and values: too much for any machine that runs tests.
    const settings = { MODEL_PATH: half, CONTEXT_SIZE: '32768', PARALLEL_REQUESTS: '256' };
    await expect(start(settings)).rejects.toThrow(
      /needs \d+\.\d GB of memory \(93\.\d GB of weights, .* for 256 × 32768 tokens of context\), and .* are free/,
    );
  }, 60_000);

  it('names the problem and the field of a policy', async () => {
    const policy = join(folder, 'policy.yaml');
    await writeFile(policy, 'name: mine\nversion: "1"\ngate:\n  mode: sometimes\n');
    await expect(start({ POLICY_PATH: policy })).rejects.toThrow(/gate\.mode/);
    await expect(start({ POLICY_PATH: join(folder, 'none.yaml') })).rejects.toThrow('none.yaml');
  });
});
