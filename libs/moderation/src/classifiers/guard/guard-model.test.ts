import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ConfigurationError } from '../../errors/moderation-errors.js';
import { type GuardModel, listGuardModels, loadGuardModel, verifyGuardWeights } from './guard-model.js';

const weights = Buffer.from('weights');

const description = {
  format: 1,
  name: 'test-guard',
  version: '1.0.0',
  file: 'guard-model.gguf',
  sha256: createHash('sha256').update(weights).digest('hex').toUpperCase(),
  dimensions: 2,
  maximumTokens: 256,
  windowCharacters: 900,
  overlapCharacters: 200,
  contextCharacters: 300,
  heads: [
    { name: 'hate', weights: [1, 2], bias: 0 },
    { name: 'any', weights: [3, 4], bias: -1 },
  ],
  cheap: ['words:hate', 'words:x/profanity', 'injection:x/jailbreak'],
  scores: [
    { category: 'hate', heads: { hate: 1.2, any: 0.3 }, cheap: { 'words:hate': 2 }, bias: -1 },
    { category: 'x/jailbreak', heads: { any: 1 }, cheap: {}, bias: 0 },
  ],
  trainedOn: 'informative fields are ignored',
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guard-model-'));
  await writeFile(join(folder, 'guard-model.gguf'), weights);
});

afterAll(() => rm(folder, { recursive: true }));

/** Loads a description with changed fields. */
async function load(changes: object | string): Promise<unknown> {
  const source = typeof changes === 'string' ? changes : JSON.stringify({ ...description, ...changes });
  await writeFile(join(folder, 'guard-model.json'), source);
  return loadGuardModel(folder).catch((error: unknown) => error);
}

const [score] = description.scores;
const language = {
  weights: Buffer.from([...Array<number>(15).fill(3), 0xff]).toString('base64'),
  scale: 0.5,
  bias: 1,
  certainAt: 2,
};

describe('loadGuardModel', () => {
  it('reads heads, scores and the categories of cheap scores, and locates the weights beside it', async () => {
    expect(await load({})).toMatchObject({
      name: 'test-guard',
      weightsPath: join(folder, 'guard-model.gguf'),
      heads: description.heads,
      scores: description.scores,
      cheap: [
        { name: 'words:hate', classifier: 'words', category: 'hate' },
        { name: 'words:x/profanity', classifier: 'words', category: 'x/profanity' },
        { name: 'injection:x/jailbreak', classifier: 'injection', category: 'x/jailbreak' },
      ],
    });
  });

  it.each<[string, object | string, string]>([
    ['text that is no JSON', '{', 'it is no JSON'],
    ['another format', { format: 2 }, 'format: must be 1'],
    ['a missing field', { heads: undefined }, 'heads: is missing'],
    ['a file in another folder', { file: '../x.gguf' }, 'file: must be the name of a file in the same folder'],
    ['a hash of another form', { sha256: 'abc' }, 'sha256: must have 64 hexadecimal digits'],
    ['a head of another length', { dimensions: 3 }, 'heads.0.weights: has 2 numbers, and dimensions is 3'],
    [
      'a weight that is no number',
      { heads: [{ name: 'a', weights: [1, 'x'], bias: 0 }] },
      'heads.0.weights.1: must be',
    ],
    [
      'two heads of one name',
      { heads: [description.heads[1], description.heads[0], description.heads[1]] },
      'heads.2.name: is the name of another head too',
    ],
    ['no category', { scores: [{ ...score, category: 'nonsense' }] }, 'scores.0.category: is not a category'],
    ['two scores of one category', { scores: [score, score] }, 'scores.1.category: has another score too'],
    [
      'a head that is not there',
      { scores: [{ ...score, heads: { no: 1 } }] },
      'scores.0.heads.no: there is no such head',
    ],
    ['an unlisted cheap score', { cheap: [] }, 'scores.0.cheap.words:hate: is not listed in cheap'],
    ['a cheap score of nobody', { cheap: ['words:x/pii'] }, 'cheap.0: names no score that this version computes'],
    ['a next model in another folder', { next: '../next.json' }, 'next: must be the name of a file in the same folder'],
    ['a next model that is the first', { next: 'guard-model.json' }, 'next: guard-model.json has been read already'],
    ['a language by another name', { languages: ['English'] }, 'languages.0: must be a language code such as "en"'],
    ['a certainty below 0', { language: { ...language, certainAt: -1 } }, 'language.certainAt: must be'],
    [
      'language weights that are no Base64',
      { language: { ...language, weights: '?' } },
      'language.weights: must be Base64',
    ],
    [
      'a number of language weights that is no power of two',
      { language: { ...language, weights: Buffer.alloc(24).toString('base64') } },
      'language.weights: has 24 weights, and must have a power of two from 16 to 1048576',
    ],
    [
      'language weights without end',
      { language: { ...language, weights: 'A'.repeat(4_000_000) } },
      'language.weights: is too long',
    ],
    ['too much overlap', { overlapCharacters: 500 }, 'overlapCharacters: must be at most half a window'],
    ['too much context', { contextCharacters: 500 }, 'contextCharacters: must be at most half a window'],
  ])('refuses %s and names file and field', async (_, changes, problem) => {
    const error = await load(changes);
    expect(ConfigurationError.isInstance(error)).toBe(true);
    expect(String(error)).toContain(`${join(folder, 'guard-model.json')}: ${problem}`);
    expect(String(error)).toContain('Install the package again');
  });

  it('reads the weights of the language as signed bytes', async () => {
    expect(await load({ language })).toMatchObject({
      language: { ...language, weights: Int8Array.from([...Array<number>(15).fill(3), -1]) },
    });
  });

  describe('with a next model', () => {
    const next = { ...description, name: 'next-guard', file: 'next.gguf', keepsAccents: true };

    it('reads both, in their order', async () => {
      await writeFile(join(folder, 'next.json'), JSON.stringify(next));
      const model = (await load({ next: 'next.json' })) as GuardModel;
      expect(listGuardModels(model).map(({ name }) => name)).toEqual(['test-guard', 'next-guard']);
      expect(model.next).toMatchObject({ weightsPath: join(folder, 'next.gguf'), keepsAccents: true });
    });

    it('names the file of a description that is not valid, or not there', async () => {
      await writeFile(join(folder, 'next.json'), JSON.stringify({ ...next, format: 2 }));
      expect(String(await load({ next: 'next.json' }))).toContain(`${join(folder, 'next.json')}: format: must be 1`);
      expect(String(await load({ next: 'none.json' }))).toContain('none.json: there is no such file');
    });

    it('refuses more models than a text should be read by', async () => {
      for (let index = 1; index <= 8; index += 1) {
        const one = { ...next, ...(index < 8 && { next: `${index + 1}.json` }) };
        await writeFile(join(folder, `${index}.json`), JSON.stringify(one));
      }
      expect(String(await load({ next: '1.json' }))).toContain('7.json: next: a guard has at most 8 models');
    });

    it('verifies the weights of each', async () => {
      await writeFile(join(folder, 'next.json'), JSON.stringify(next));
      const model = (await load({ next: 'next.json' })) as GuardModel;
      await expect(verifyGuardWeights(model)).rejects.toThrow('next.gguf: there is no such file');
      await writeFile(join(folder, 'next.gguf'), 'others');
      await expect(verifyGuardWeights(model)).rejects.toThrow(
        /next\.gguf: its SHA-256 is .*, and its description says/,
      );
      await writeFile(join(folder, 'next.gguf'), weights);
      await expect(verifyGuardWeights(model)).resolves.toBeUndefined();
    });
  });

  it('names a folder without a model', async () => {
    await expect(loadGuardModel(join(folder, 'none'))).rejects.toThrow(
      /none\/guard-model\.json: there is no such file/,
    );
  });
});

describe('verifyGuardWeights', () => {
  it.each<[string, object, string | undefined]>([
    ['accepts the file of the hash', {}, undefined],
    ['refuses another file', { sha256: '0'.repeat(64) }, `and its description says ${'0'.repeat(64)}`],
    ['refuses a file that is not there', { file: 'other.gguf' }, 'other.gguf: there is no such file'],
  ])('%s', async (_, changes, problem) => {
    await load(changes);
    const error = await verifyGuardWeights(await loadGuardModel(folder)).catch((thrown: unknown) => thrown);
    if (problem === undefined) expect(error).toBeUndefined();
    else expect(String(error)).toContain(problem);
  });
});
