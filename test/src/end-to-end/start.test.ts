import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startApi } from '@leeward/api';
import { writeSparseMixtral } from '@leeward/mixtral-llm/testing';

describe('a start that cannot succeed', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const start = (variables: Record<string, string>) =>
    startApi({ PORT: '0', GPU: 'false', GUARD_MODEL: 'off', LEEWARD_CACHE: folder, ...variables });

  it('names a wrong setting', async () => {
    await expect(start({ PORT: 'eighty' })).rejects.toThrow('PORT="eighty"');
  });

  it('gives the remedy for an address that it cannot listen on', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const PORT = String((other.address() as AddressInfo).port);
    const logged: string[] = [];
    const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((line) => Boolean(logged.push(String(line))));
    const started = start({ PORT }).finally(() => {
      other.close();
      stderr.mockRestore();
    });
    await expect(started).rejects.toThrow(`127.0.0.1:${PORT} cannot be used: another process listens there`);
    // The error says it: Nest's own line would say it again, with a stack.
    expect(logged.join('')).not.toContain('EADDRINUSE');
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
  });

  it('refuses a model that does not fit in memory, with the sizes', async () => {
    const half = join(folder, 'mixtral-f16.gguf');
    await writeSparseMixtral(half, 'f16');
    // 93 GB of weights, and more than a terabyte of keys and values: too much for any machine that runs tests.
    const settings = { MODEL_PATH: half, CONTEXT_SIZE: '32768', PARALLEL_REQUESTS: '256' };
    await expect(start(settings)).rejects.toThrow(
      /needs \d+\.\d GB of memory \(93\.\d GB of weights, .* for 256 × 32768 tokens of context\), and .* are free/,
    );
  });

  const auditKey = { AUDIT_KEY: 'a key of the audit log' };
  const policy = 'name: mine\nversion: "1"\n';

  it.each<[string, string, string, string, Record<string, string>]>([
    [
      'POLICY_PATH',
      'mode.yaml',
      `${policy}gate:\n  mode: sometimes\n`,
      'The moderation policy cannot be used: FILE:4:9: gate.mode: must be one of "window", "full".',
      {},
    ],
    [
      'POLICY_PATH',
      'fields.yaml',
      'name: mine\nversion: 1\nlimits: 5\n',
      'The moderation policy cannot be used: FILE:2:10: version: must be a text, and is a number: put it in quotes; FILE:3:9: limits: must be an object with fields, and is a number.',
      {},
    ],
    [
      'POLICY_PATH',
      'classifier.yaml',
      `${policy}stages: { output: { classifiers: [nobody] } }\n`,
      'FILE:3:35: stages.output.classifiers.0: there is no classifier "nobody"; there are: ',
      {},
    ],
    [
      'SHADOW_POLICY_PATH',
      'shadow.yaml',
      'name: [',
      'The moderation policy cannot be used: FILE:1:8: Flow sequence',
      {},
    ],
    ['API_KEYS_PATH', 'keys.yaml', 'keys: 5', 'The file of API keys FILE cannot be used: keys must be a list', {}],
    ['AUDIT_LOG_PATH', 'audit.jsonl', '{}\n', 'The audit log FILE is broken at line 1: ', auditKey],
  ])(
    'names the setting %s for a wrong file %s, and its problem, in one line',
    async (name, file, text, problem, more) => {
      const path = join(folder, file);
      await writeFile(path, text);
      const error: unknown = await start({ ...more, [name]: path }).catch((thrown: unknown) => thrown);
      const { message } = error as Error;
      expect(message).toContain(`${name}: ${problem.replaceAll('FILE', path)}`);
      expect(message).not.toContain('\n');
    },
  );

  it.each(['POLICY_PATH', 'SHADOW_POLICY_PATH', 'API_KEYS_PATH', 'AUDIT_LOG_PATH'])(
    'says plainly that %s is a folder, or not there',
    async (name) => {
      const begin = (path: string) => start({ ...auditKey, [name]: path });
      await expect(begin(folder)).rejects.toThrow(
        new RegExp(`^${name}: .*it is a folder, and must be a file \\(EISDIR\\)`),
      );
      const none = join(folder, 'none', 'file.yaml');
      await expect(begin(none)).rejects.toThrow(new RegExp(`^${name}: .*there is no such file or folder \\(ENOENT\\)`));
    },
  );
});
