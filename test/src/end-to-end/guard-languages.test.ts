import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  tinyBertWidth as dimensions,
  writeTinyBert,
  writeTinyMixtral,
  writeTinyUnigram,
} from '@leeward/mixtral-llm/testing';
import { type ServedApi, startServer } from '../fixtures/serve.js';

/** Describes a language head by how many letter groups a text has: with equal weights, that decides. */
const describeLanguage = (weight: 1 | -1, bias: number) => ({
  weights: Buffer.alloc(16, weight).toString('base64'),
  ...{ scale: 1, bias },
});

/** The language of the first model, of the second, and of none. They have 51, 13 and 26 groups and words. */
const [english, french, finnish] = ['the cat sleeps', 'dog', 'cat dog'];
const languages = { first: describeLanguage(1, -6), second: describeLanguage(-1, 4.5) };

describe('the API with a guard of two models, each for a language', () => {
  let folder: string;
  let api: ServedApi;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guard-languages-'));
    const file = join(folder, 'tiny-mixtral.gguf');
    await writeTinyMixtral(file);
    await writeTinyBert(join(folder, 'first.gguf'));
    await writeTinyUnigram(join(folder, 'second.gguf'));
    await describeModel('guard-model.json', 'first', 'hate');
    await describeModel('next.json', 'second', 'violence');
    api = await startServer({ MODEL_PATH: file, GUARD_MODEL: folder });
  });
  afterAll(async () => {
    await api?.close();
    await rm(folder, { recursive: true });
  });

  /** Describes a model that knows one of the texts, and whose score is always .99. */
  async function describeModel(name: string, weights: 'first' | 'second', category: string): Promise<void> {
    const file = `${weights}.gguf`;
    const path = join(folder, file);
    const description = {
      ...{ format: 1, name: weights, version: '1', file, dimensions, maximumTokens: 16 },
      ...{ windowCharacters: 64, overlapCharacters: 8, contextCharacters: 0 },
      sha256: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      heads: [{ name: 'harm', weights: Array<number>(dimensions).fill(0), bias: 4.6 }],
      ...{ cheap: [], scores: [{ category, heads: { harm: 1 }, cheap: {}, bias: 0 }] },
      language: languages[weights],
      ...(weights === 'first' && { next: 'next.json' }),
    };
    await writeFile(join(folder, name), JSON.stringify(description));
  }

  async function findScores(input: string) {
    const { results } = await api.client.moderations.create({ input });
    const scores = results[0]?.category_scores as unknown as Readonly<Record<string, number | null>>;
    // The word lists score hate, too. A category that nobody judged has no score.
    return [scores.hate, scores.violence].map((score) => (typeof score === 'number' ? score > 0.5 : undefined));
  }

  it('names both where it says that it is ready', async () => {
    const ready = await fetch(`${api.url}/health/ready`);
    expect(await ready.json()).toMatchObject({ status: 'ok', guard: 'first 1 and second 1' });
  });

  it.each([
    ['the first where it knows the language', english, [true, undefined]],
    ['the second for another language', french, [false, true]],
    ['neither where both do not know the language', finnish, [false, undefined]],
  ])('lets %s score', async (_, text, expected) => {
    expect(await findScores(text)).toEqual(expected);
  });

  it('blocks a request for what the second model finds, before anything is generated', async () => {
    const refused = api.client.chat.completions.create({
      model: 'default',
      messages: [{ role: 'user', content: french }],
    });
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'content_filter' });
  });
});
