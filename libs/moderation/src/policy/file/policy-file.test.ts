import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { createModerator } from '../../moderator/create-moderator.js';
import { ConfigurationError, type ModerationError, PolicyError } from '../../errors/moderation-errors.js';
import { PolicyFile } from './policy-file.js';

let folder = '';
let path = '';
let file: PolicyFile | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-'));
  path = join(folder, 'policy.yaml');
  await writeFile(path, 'name: mine\nversion: "1"\n');
});
afterEach(async () => {
  file?.close();
  await rm(folder, { recursive: true });
});

describe('PolicyFile', () => {
  it('applies a changed file to the next decision', async () => {
    file = await PolicyFile.open(path);
    const moderator = createModerator({ policy: file });
    const moderate = async (): Promise<string> => {
      const text = 'project bluebird';
      const verdict = await moderator.moderate({ stage: 'input', role: 'user', text, path: 'text', requestId: 'r' });
      return `${verdict.policyVersion} ${verdict.outcome}`;
    };
    expect(await moderate()).toBe('1 allow');
    await writeFile(path, 'name: mine\nversion: "2"\nrules:\n  - { name: r, words: [project bluebird] }\n');
    await file.reload();
    expect(await moderate()).toBe('2 block');
  });

  it('notices a replaced file without a call', async () => {
    const reloaded = new Promise<string>((resolve) => {
      void PolicyFile.open(path, { intervalMs: 10, onReload: ({ version }) => resolve(version) }).then(
        async (opened) => {
          file = opened;
          await writeFile(`${path}.new`, 'name: mine\nversion: "2 and longer"\n');
          await rename(`${path}.new`, path);
        },
      );
    });
    expect(await reloaded).toBe('2 and longer');
    expect(file?.current().version).toBe('2 and longer');
  });

  it('refuses a wrong file with its reason and keeps the old policy', async () => {
    const refused: ModerationError[] = [];
    file = await PolicyFile.open(path, { onRefused: (error) => refused.push(error) });
    await writeFile(path, 'name: mine\nversion: "2"\ngate: { mode: fast }\n');
    await file.reload();
    expect(file.current().version).toBe('1');
    expect(refused[0]).toBeInstanceOf(PolicyError);
    expect(refused[0]?.message).toMatch(/policy\.yaml:3:15: gate\.mode/);
    await rm(path);
    await file.reload();
    expect(refused[1]?.message).toMatch(/cannot be read/);
    expect(file.current().version).toBe('1');
    await writeFile(path, 'name: mine\nversion: "3"\n');
    await file.reload();
    expect(file.current().version).toBe('3');
  });

  it('refuses a policy that names a classifier the moderator does not have', async () => {
    const refused: ModerationError[] = [];
    file = await PolicyFile.open(path, { onRefused: (error) => refused.push(error) });
    createModerator({ policy: file });
    await writeFile(path, 'name: mine\nversion: "2"\nclassifiers: { absent: { enabled: true } }\n');
    await file.reload();
    expect(refused[0]).toBeInstanceOf(ConfigurationError);
    expect(refused[0]?.message).toMatch(/policy\.yaml:3:24: classifiers\.absent: there is no classifier "absent"/);
    expect(file.current().version).toBe('1');
  });

  it.each([
    [
      'categories: { x/profanty: { action: block } }',
      /policy\.yaml:3:27: categories\.x\/profanty: no classifier and no rule of this policy scores "x\/profanty".*x\/profanity/,
    ],
    [
      'stages: { input: { categories: { x/mine: { action: block } } } }',
      /policy\.yaml:3:42: stages\.input\.categories\.x\/mine: no classifier/,
    ],
  ])('refuses a category that no classifier reports: %s', async (line, message) => {
    const refused: ModerationError[] = [];
    file = await PolicyFile.open(path, { onRefused: (error) => refused.push(error) });
    createModerator({ policy: file });
    await writeFile(path, `name: mine\nversion: "2"\n${line}\n`);
    await file.reload();
    expect(refused[0]?.message).toMatch(message);
    expect(file.current().version).toBe('1');
  });

  it('accepts the categories of its rules and of given classifiers', async () => {
    const document = 'name: mine\nversion: "2"\nrules: [{ name: r, words: [harbour], category: x/harbour }]\n';
    await writeFile(path, `${document}categories: { x/harbour: { action: flag }, x/own: { action: flag } }\n`);
    file = await PolicyFile.open(path);
    const own = {
      name: 'own',
      categories: ['x/own'],
      classify: async () => ({ scores: {}, spans: [], scanned: { start: 0, end: 0 } }),
    } as const;
    expect(() => createModerator({ policy: file, classifiers: [own] })).not.toThrow();
    expect(() => createModerator({ policy: file })).toThrow(/x\/own/);
  });

  it('reads the file again after a listener has thrown', async () => {
    const throwing = (): never => {
      throw new Error('no disk');
    };
    file = await PolicyFile.open(path, { onRefused: throwing, onReload: throwing });
    await writeFile(path, 'name: [\n');
    await file.reload();
    await writeFile(path, 'name: mine\nversion: "2"\n');
    await file.reload();
    await writeFile(path, 'name: mine\nversion: "3"\n');
    await file.reload();
    expect(file.current().version).toBe('3');
  });

  it('does not open a wrong file', async () => {
    await writeFile(path, 'name: mine\n');
    await expect(PolicyFile.open(path)).rejects.toBeInstanceOf(PolicyError);
  });
});
