import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiKeysError, ApiKeysFile, type ApiKeysFileOptions } from './api-keys-file.js';

const hash = (key: string) => createHash('sha256').update(key).digest('hex');
const one = { name: 'one', sha256: hash('key-one') };
const two = { name: 'two', sha256: hash('key-two').toUpperCase(), policy: 'strict', choices: ['balanced'] };

describe('ApiKeysFile', () => {
  let folder: string;
  let path: string;
  const opened: ApiKeysFile[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    path = join(folder, 'keys.yaml');
  });
  afterEach(() => opened.splice(0).forEach((file) => file.close()));
  afterAll(() => rm(folder, { recursive: true }));

  async function open(content: unknown, options: Partial<ApiKeysFileOptions> = {}): Promise<ApiKeysFile> {
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    const file = await ApiKeysFile.open(path, {
      hasPolicy: (name) => ['strict', 'balanced'].includes(name),
      intervalMs: 60_000,
      ...options,
    });
    opened.push(file);
    return file;
  }

  it('finds the holder of a key by its hash, in YAML and in JSON', async () => {
    for (const content of [
      { keys: [one, two] },
      `keys:\n  - { name: one, sha256: ${one.sha256} }\n  - { name: two, sha256: ${two.sha256}, policy: strict, choices: [balanced] }\n`,
    ]) {
      const file = await open(content);
      expect(file.size).toBe(2);
      expect(file.find('key-one')).toMatchObject({ name: 'one' });
      expect(file.find('key-two')).toEqual({
        ...{ name: 'two', sha256: hash('key-two') },
        ...{ policy: 'strict', choices: ['balanced'] },
      });
      for (const key of ['', 'key-three', one.sha256]) expect(file.find(key)).toBeUndefined();
    }
  });

  it.each([
    { content: {}, problem: 'keys is missing' },
    { content: 'keys:', problem: 'keys must be a list, and is empty' },
    { content: '', problem: 'the file must be an object with fields, and is empty' },
    { content: { keys: [{ ...one, sha256: 'key-one' }] }, problem: 'keys[0].sha256 must be the SHA-256' },
    { content: { keys: [{ ...one, key: 'x' }] }, problem: 'keys[0] has the unknown field "key" (line 1): correct' },
    { content: `keys:\n- name: one\n  sha256: ${one.sha256}\n  colour: red\n`, problem: 'field "colour" (line 4)' },
    { content: `keys:\n- name: one\n- name: two\n`, problem: 'keys[0].sha256 is missing (line 2)' },
    { content: { keys: [{ ...one, expires: '2027-01-31' }] }, problem: 'keys[0].expires must be a time with its zone' },
    { content: { keys: [{ ...one, models: [] }] }, problem: 'keys[0].models must have at least 1' },
    { content: { keys: [{ ...one, limits: { tokensPerHour: 1 } }] }, problem: 'keys[0].limits has the unknown field' },
    { content: { keys: [{ ...one, limits: { tokensPerDay: 0 } }] }, problem: 'keys[0].limits.tokensPerDay must be' },
    { content: { keys: [{ ...one, limits: { tokensPerDay: 1.5 } }] }, problem: 'keys[0].limits.tokensPerDay must be' },
    { content: { keys: [one, { ...two, name: 'one' }] }, problem: 'keys[1].name is used twice' },
    { content: { keys: [one, { ...two, sha256: one.sha256.toUpperCase() }] }, problem: 'keys[1].sha256 is used twice' },
    { content: { keys: [{ ...one, policy: 'lenient' }] }, problem: 'keys[0] names the policy "lenient"' },
    { content: { keys: [{ ...one, choices: ['strict', 'lenient'] }] }, problem: 'keys[0] names the policy "lenient"' },
    { content: 'keys: [', problem: 'cannot be used' },
  ])('refuses $content', async ({ content, problem }) => {
    await expect(open(content)).rejects.toBeInstanceOf(ApiKeysError);
    await expect(open(content)).rejects.toThrow(problem);
  });

  it('finds a key with its models and limits, until it expires', async () => {
    const limits = { requestsPerMinute: 60, tokensPerMinute: 10_000, tokensPerDay: 500_000 };
    const expires = '2027-01-31T12:00:00+01:00';
    const file = await open({ keys: [{ ...one, expires, models: ['default'], limits }] });
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(expires) - 1);
    expect(file.find('key-one')).toMatchObject({ models: ['default'], limits, expires: Date.parse(expires) });
    now.mockReturnValue(Date.parse(expires));
    expect(file.find('key-one')).toBeUndefined();
    now.mockRestore();
  });

  it('takes an empty list, which revokes every key', async () => {
    const file = await open({ keys: [one] });
    expect(file.find('key-one')).toBeDefined();
    await writeFile(path, 'keys: []');
    await file.reload();
    expect([file.size, file.find('key-one')]).toEqual([0, undefined]);
    expect((await open('keys: []')).size).toBe(0);
  });

  it('finds each of 20,000 keys', async () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => ({
      name: `holder-${index}`,
      sha256: hash(`key-${index}`),
    }));
    const file = await open({ keys });
    for (let index = 0; index < keys.length; index += 1) {
      if (file.find(`key-${index}`)?.name !== `holder-${index}`) throw new Error(`key-${index} was not found.`);
    }
    expect(file.find('key-20000')).toBeUndefined();
  });

  it.each([
    ['is a folder', () => folder, 'it is a folder, and must be a file (EISDIR)'],
    ['does not exist', () => join(folder, 'none.yaml'), 'there is no such file or folder (ENOENT)'],
  ])('names the problem of a path that %s, in one line', async (_, toPath, problem) => {
    await expect(ApiKeysFile.open(toPath(), { hasPolicy: () => true })).rejects.toThrow(
      new RegExp(`^The file of API keys .* cannot be used: ${problem.replaceAll(/[()]/g, '\\$&')}\\.$`),
    );
  });

  it('puts a changed file in force, and keeps the old keys when it is wrong', async () => {
    const events: string[] = [];
    const file = await open(
      { keys: [one, two] },
      { onReload: (count) => events.push(`${count} keys`), onRefused: (error) => events.push(error.code) },
    );
    await writeFile(path, JSON.stringify({ keys: [two] }));
    await file.reload();
    expect(file.find('key-one')).toBeUndefined();
    await writeFile(path, 'nonsense');
    await file.reload();
    expect(file.find('key-two')).toMatchObject({ name: 'two' });
    expect(events).toEqual(['1 keys', 'API_KEYS_UNUSABLE']);
  });

  it('keeps reading changed files after a listener has thrown', async () => {
    const fail = (): never => {
      throw new Error('the log is full');
    };
    const file = await open({ keys: [one, two] }, { onReload: fail, onRefused: fail });
    for (const content of ['nonsense', JSON.stringify({ keys: [one] }), JSON.stringify({ keys: [two] })]) {
      await writeFile(path, content);
      await expect(file.reload()).resolves.toBeUndefined();
    }
    expect(file.find('key-one')).toBeUndefined();
    expect(file.find('key-two')).toMatchObject({ name: 'two' });
  });
});
