import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import lockfile from 'proper-lockfile';
import { ApiKeysFile } from '../access/api-keys-file.js';
import { leewardCommand } from './leeward-command.js';

describe('leeward keys', () => {
  let folder: string;
  let path: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'leeward-keys-'))));
  beforeEach(() => void (path = join(folder, `keys-${Math.random()}.yaml`)));
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => rm(folder, { recursive: true }));

  /** Runs the command with a file of keys, and collects what it prints. */
  async function run(args: readonly string[], variables: Record<string, string> = { API_KEYS_PATH: path }) {
    const printed = { out: '', errors: '' };
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((printed.out += text.toString())));
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((printed.errors += text.toString())));
    const status = await leewardCommand(args, variables);
    jest.restoreAllMocks();
    return { status, ...printed };
  }

  const add = (...args: string[]) => run(['keys', 'add', ...args]);

  async function find(key: string) {
    const file = await ApiKeysFile.open(path, { hasPolicy: () => true });
    file.close();
    return file.find(key.trim());
  }

  it('adds a key that the server finds, with its limits', async () => {
    const { status, out, errors } = await add(
      ...['--name', 'support desk', '--expires', '30d', '--models', 'gpt-4o, default'],
      ...['--requests-per-minute', '60', '--tokens-per-minute', '10000', '--tokens-per-day', '500000'],
    );
    expect(status).toBe(0);
    expect(out).toMatch(/^lw-[\w-]{43}\n$/);
    expect(errors).toContain('not shown again');
    expect(await find(out)).toMatchObject({
      name: 'support desk',
      models: ['gpt-4o', 'default'],
      limits: { requestsPerMinute: 60, tokensPerMinute: 10_000, tokensPerDay: 500_000 },
    });
    const content = await readFile(path, 'utf8');
    expect(content).not.toContain(out.trim());
    const expires = Date.parse(/expires: (\S+)/.exec(content)?.[1] ?? '');
    expect(Math.round((expires - Date.now()) / 86_400_000)).toBe(30);
  });

  it('creates a file for its owner alone, and leaves the mode of one that is there', async () => {
    await add('--name', 'one');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await chmod(path, 0o640);
    await add('--name', 'two');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it('keeps comments, other keys and other fields', async () => {
    const sha256 = 'ab'.repeat(32);
    await writeFile(
      path,
      `# the keys of the shop\nkeys:\n  - name: shop # till June\n    sha256: ${sha256}\n    policy: strict\n`,
    );
    await add('--name', 'desk');
    const content = await readFile(path, 'utf8');
    expect(content).toMatch(/^# the keys of the shop\nkeys:\n {2}- name: shop # till June\n/);
    expect(content).toContain('policy: strict');
    expect((await run(['keys', 'revoke', 'desk'])).status).toBe(0);
    expect(await readFile(path, 'utf8')).not.toContain('desk');
  });

  it('keeps JSON in JSON', async () => {
    await writeFile(path, '{"keys": []}');
    const { out } = await add('--name', 'desk');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ keys: [{ name: 'desk' }] });
    expect(await find(out)).toMatchObject({ name: 'desk' });
    await run(['keys', 'revoke', 'desk']);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ keys: [] });
  });

  it('revokes the last key, and adds one to the empty list', async () => {
    const { out } = await add('--name', 'desk');
    expect(await run(['keys', 'revoke', 'desk'])).toMatchObject({ status: 0, errors: '' });
    expect(await find(out)).toBeUndefined();
    expect(await find((await add('--name', 'desk')).out)).toMatchObject({ name: 'desk' });
  });

  it('lists keys in a table without their hashes', async () => {
    await writeFile(
      path,
      JSON.stringify({
        keys: [
          { name: 'old', sha256: 'ab'.repeat(32), expires: '2020-01-01T00:00:00Z', limits: { tokensPerDay: 5 } },
          { name: 'a\u001b[2Jb', sha256: 'cd'.repeat(32), models: ['default', 'lengths'], policy: 'strict' },
        ],
      }),
    );
    const { status, out } = await run(['keys', 'list']);
    expect(status).toBe(0);
    const rows = out
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ['name', 'state', 'expires', 'models', 'requests/min', 'tokens/min', 'tokens/day', 'policy'],
      ['old', 'expired', '2020-01-01T00:00:00.000Z', 'all', '-', '-', '5', 'default'],
      ['a\uFFFD[2Jb', 'valid', 'never', 'default,lengths', '-', '-', '-', 'strict'],
    ]);
    expect(out).not.toMatch(/abab|cdcd/);
  });

  it('follows a link to the file', async () => {
    await add('--name', 'one');
    const link = `${path}.link`;
    await symlink(path, link);
    expect((await run(['keys', 'add', '--name', 'two', '--file', link], {})).status).toBe(0);
    expect(await readFile(path, 'utf8')).toContain('two');
  });

  it('loses no key when commands run at the same time', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `holder ${index}`);
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const statuses = await Promise.all(
      names.map((name) => leewardCommand(['keys', 'add', '--name', name, '--file', path], {})),
    );
    jest.restoreAllMocks();
    expect(statuses).toEqual(names.map(() => 0));
    const { out } = await run(['keys', 'list']);
    for (const name of names) expect(out).toContain(name);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp') || name.endsWith('.lock'))).toEqual([]);
  });

  it.each([
    ['the name is missing', ['add'], 2, 'COMMAND_LINE_WRONG: --name is missing'],
    ['the name has a line break', ['add', '--name', 'a\nb'], 2, '--name must have'],
    ['a duration is unknown', ['add', '--name', 'a', '--expires', '3 months'], 2, '--expires must be a duration'],
    ['a time has no zone', ['add', '--name', 'a', '--expires', '2030-01-01T00:00:00'], 2, '--expires must be'],
    ['a time has passed', ['add', '--name', 'a', '--expires', '2020-01-01T00:00:00Z'], 2, 'must be in the future'],
    ['a model has no name', ['add', '--name', 'a', '--models', 'b,,c'], 2, '--models must be'],
    ['a limit is no number', ['add', '--name', 'a', '--tokens-per-day', '1e6'], 2, '--tokens-per-day must be'],
    ['a limit is 0', ['add', '--name', 'a', '--requests-per-minute', '0'], 2, '--requests-per-minute must be'],
    ['an option is unknown', ['add', '--nam', 'a'], 2, 'COMMAND_LINE_WRONG: '],
    ['an option is for another command', ['list', '--name', 'a'], 2, '--name is only for "keys add"'],
    ['an argument is too much', ['revoke', 'support', 'desk'], 2, 'Put a name in quotes'],
    ['the name to revoke is missing', ['revoke'], 2, 'The name of the key is missing'],
    ['the command is unknown', ['remove', 'a'], 2, 'There is no command "keys remove"'],
    ['no key has the name', ['revoke', 'nobody'], 1, 'KEY_UNKNOWN: There is no key of the name "nobody"'],
    ['the file does not exist', ['list'], 1, 'API_KEYS_UNUSABLE: '],
  ])('fails when %s', async (_, args, status, problem) => {
    expect(await run(['keys', ...args])).toMatchObject({ status, out: '', errors: expect.stringContaining(problem) });
  });

  it('refuses a second key of a name, and a file that is wrong', async () => {
    await add('--name', 'desk');
    expect(await add('--name', 'desk')).toMatchObject({ status: 1, errors: expect.stringContaining('KEY_EXISTS: ') });
    await writeFile(path, 'keys:\n  - name: desk\n    colour: red\n');
    for (const args of [['add', '--name', 'two'], ['list'], ['revoke', 'desk']]) {
      const { status, errors } = await run(['keys', ...args]);
      expect(status).toBe(1);
      expect(errors).toContain('API_KEYS_UNUSABLE: ');
    }
    expect(await readFile(path, 'utf8')).toContain('colour: red');
  });

  it('says so when another command keeps the file locked', async () => {
    await add('--name', 'desk');
    const locked = Object.assign(new Error('locked'), { code: 'ELOCKED' });
    jest.spyOn(lockfile, 'lock').mockRejectedValue(locked);
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await leewardCommand(['keys', 'revoke', 'desk', '--file', path], {})).toBe(1);
    expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining('API_KEYS_LOCKED: '));
  });

  it('asks for the file when neither the setting nor an option names it', async () => {
    expect(await run(['keys', 'list'], {})).toMatchObject({
      status: 2,
      errors: expect.stringContaining('--file PATH'),
    });
    expect(await run(['keys', 'list'], { API_KEYS_PATH: '' })).toMatchObject({ status: 2 });
  });

  it('shows its usage', async () => {
    expect(await run(['--help'])).toMatchObject({ status: 0, out: expect.stringContaining('leeward keys revoke') });
    expect(await run([])).toMatchObject({ status: 2, out: expect.stringContaining('Usage: leeward') });
    expect(await run(['page'])).toMatchObject({ status: 2, errors: expect.stringContaining('There is no command') });
  });
});
