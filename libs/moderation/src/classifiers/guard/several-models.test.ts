import { describe, expect, it } from '@jest/globals';

import { classify } from '../../../testing/classify.js';
import { createLanguageHead } from '../../../testing/language-head.js';
import { type GuardModel, type TextEncoder } from '../../index.js';
import { Moderator } from '../../moderator/moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { guardClassifier } from './guard-classifier.js';

/** Words of three languages, one of which no model knows. Each language has a word of harm. */
const words = {
  en: 'the boat and sea old man light wind threat'.split(' '),
  fr: 'la mère où bateau vieux été garçon menace'.split(' '),
  fi: 'talo vesi kissa koira laiva vanha uhkaus'.split(' '),
};
const languages = Object.keys(words) as (keyof typeof words)[];
const harm = ['threat', 'menace', 'uhkaus'];

/** A vector says which word of harm there is. */
const dimensions = harm.length;

class LanguageEncoder implements TextEncoder {
  readonly dimensions = dimensions;
  readonly texts: string[] = [];
  error: Error | undefined;

  constructor(
    readonly name: string,
    readonly next?: LanguageEncoder,
    readonly maximumCharacters = 2_000,
  ) {}

  async encode(texts: readonly string[]): Promise<readonly (Float32Array | undefined)[]> {
    this.texts.push(...texts);
    if (this.error) throw this.error;
    return texts.map((text) => (text.length > this.maximumCharacters ? undefined : toVector(text)));
  }
}

function toVector(text: string): Float32Array {
  const written = text.split(/[ .]+/).slice(1);
  return Float32Array.from(harm, (word) => (written.includes(word) ? 1 : 0));
}

const toAscii = (word: string) => word.normalize('NFD').replaceAll(/\p{M}/gu, '');

/** Lists the words of languages, with and without their accents. */
const listWords = (of: readonly string[]): readonly string[] =>
  languages
    .filter((language) => of.includes(language))
    .flatMap((language) => words[language].flatMap((word) => [word, toAscii(word)]));

/** A model for some languages: it knows a text of which they are more than half, and is certain when all of it is in them. */
function createModel(name: string, known: readonly string[], changes: Partial<GuardModel> = {}): GuardModel {
  const knownHarm = harm.map((_, index) => (known.includes(languages[index] ?? '') ? 8 : 0));
  return {
    name,
    version: '1',
    weightsPath: `${name}.gguf`,
    sha256: '0'.repeat(64),
    dimensions,
    maximumTokens: 256,
    windowCharacters: 900,
    overlapCharacters: 200,
    contextCharacters: 300,
    heads: [{ name: 'harm', weights: knownHarm, bias: -4 }],
    cheap: [],
    scores: [{ category: 'violence', heads: { harm: 1 }, cheap: {}, bias: 0 }],
    language: createLanguageHead(listWords(known), listWords(languages.filter((one) => !known.includes(one))), 2.5),
    ...changes,
  };
}

function createGuard({ changes = {} as Partial<GuardModel>, maximumCharacters = 2_000, knowsEnglish = true } = {}) {
  const second = new LanguageEncoder('second@1', undefined, maximumCharacters);
  const first = new LanguageEncoder('first@1', second);
  const known = knowsEnglish ? ['en', 'fr'] : ['fr'];
  const next = createModel('second', known, { keepsAccents: true, ...changes });
  const guard = guardClassifier({ encoder: first, model: createModel('first', ['en'], { next }) });
  return { first, second, guard };
}

const repeat = (text: string, times: number) => Array<string>(times).fill(text).join(' ');
const english = 'the old man and the sea';
const french = 'la mère où bateau vieux';
const finnish = 'talo vesi kissa koira laiva vanha';

describe('a guard of several models', () => {
  it('does not ask the second model for English', async () => {
    const { first, second, guard } = createGuard();
    expect((await classify(guard, 'the boat threat')).scores.violence).toBeGreaterThan(0.9);
    expect((await classify(guard, repeat(english, 60))).scores.violence).toBeLessThan(0.1);
    expect(first.texts.length).toBeGreaterThan(2);
    expect(second.texts).toEqual([]);
  });

  it('lets the second model score a text that only it knows, with its accents', async () => {
    const { first, second, guard } = createGuard();
    expect((await classify(guard, 'Où La MÈRE vieux menace')).scores.violence).toBeGreaterThan(0.9);
    expect((await classify(guard, 'Où la mère')).scores.violence).toBeLessThan(0.1);
    expect(first.texts).toEqual([]);
    expect(second.texts).toEqual(['user: où la mère vieux menace', 'user: où la mère']);
  });

  it('writes the turn before an answer as each model reads it', async () => {
    const { first, second, guard } = createGuard();
    const answer = { role: 'assistant', stage: 'output', precedingText: 'Où garçon?' } as const;
    await classify(guard, 'la mère', answer);
    await classify(guard, 'the boat', answer);
    expect(first.texts).toEqual(['user: ou garcon? assistant: the boat']);
    expect(second.texts).toEqual(['user: où garçon? assistant: la mère']);
  });

  it.each([
    ['a threat in English between French words', 'the old man threat and la mère où vieux'],
    ['a threat in French between English words', 'the old man and the sea la mère où menace'],
  ])('takes the higher score of both where the first is not certain: %s', async (_, text) => {
    const { first, second, guard } = createGuard();
    expect((await classify(guard, text)).scores.violence).toBeGreaterThan(0.9);
    expect([first.texts.length, second.texts.length]).toEqual([1, 1]);
  });

  it('finds an English threat whose other words make the first model refuse it', async () => {
    const { second, guard } = createGuard();
    expect((await classify(guard, `threat ${french}`)).scores.violence).toBeGreaterThan(0.9);
    expect(second.texts).toHaveLength(1);
  });

  it.each([
    ['in English', `${repeat(finnish, 10)}. ${english} ${english} the boat threat ${english} ${english}`],
    ['in French', `${repeat(finnish, 10)}. ${repeat(french, 6)} la menace ${repeat(french, 6)}. ${repeat(finnish, 9)}`],
  ])('finds a threat %s in a long text that no model knows', async (_, text) => {
    for (const knowsEnglish of [true, false]) {
      const { guard } = createGuard({ knowsEnglish });
      expect((await classify(guard, text)).scores.violence).toBeGreaterThan(0.9);
    }
  });

  it.each([
    ['a long text', repeat(`${finnish} uhkaus`, 80)],
    ['a short text', finnish],
  ])('encodes and judges nothing in a language that no model knows: %s', async (_, text) => {
    const { first, second, guard } = createGuard();
    expect((await classify(guard, text)).scores).toEqual({ violence: null });
    expect([first.texts, second.texts]).toEqual([[], []]);
  });

  it('gives no score for a category that the model of the language does not have', async () => {
    const scores = [{ category: 'hate', heads: { harm: 1 }, cheap: {}, bias: 0 }] as const;
    const { guard } = createGuard({ changes: { scores } });
    expect(guard.categories).toEqual(['violence', 'hate']);
    expect((await classify(guard, 'the boat threat')).scores).toEqual({
      violence: expect.closeTo(0.98, 1),
      hate: null,
    });
    expect((await classify(guard, 'la menace')).scores).toEqual({ violence: null, hate: expect.closeTo(0.98, 1) });
  });

  it('splits a piece that has too many tokens for the second model alone', async () => {
    const { first, second, guard } = createGuard({ maximumCharacters: 60 });
    const text = `${repeat(french, 6)} menace`;
    expect((await classify(guard, text)).scores.violence).toBeGreaterThan(0.9);
    expect(first.texts).toEqual([]);
    expect(second.texts.length).toBeGreaterThan(3);
  });

  it('explains a finding by the model that made it', async () => {
    const { first, second, guard } = createGuard();
    const policy = definePolicy({ name: 'test', version: '1', categories: { violence: { threshold: 0.5 } } });
    const text = 'La mère où. La vieux menace. Bateau la mère.';
    const { findings } = await new Moderator({ policy, classifiers: [guard] }).check(text);
    const shown = findings.flatMap(({ spans }) => spans.map(({ start, end }) => text.slice(start, end)));
    expect(shown).toEqual(['La vieux menace.']);
    expect([first.texts.length, second.texts.length]).toEqual([0, 4]);
  });

  it('fails closed when the second model cannot be asked, and only for the texts that need it', async () => {
    const { second, guard } = createGuard();
    second.error = new Error('gone');
    const policy = definePolicy({ name: 'test', version: '1', categories: { violence: { threshold: 0.5 } } });
    const moderator = new Moderator({ policy, classifiers: [guard] });
    expect(await moderator.check(english)).toMatchObject({ outcome: 'allow' });
    expect(await moderator.check(french)).toMatchObject({ outcome: 'error', cause: { classifier: 'guard' } });
    expect(await moderator.check(`${english} ${french}`)).toMatchObject({ outcome: 'error' });
  });

  it('names all models and encoders in its version, so that results are remembered', () => {
    expect(createGuard().guard.version).toMatch(/^first\+1\+0{12}\+first@1\+second\+1\+0{12}\+second@1\+/);
  });

  it.each<[string, TextEncoder, string]>([
    [
      'that has no next one',
      new LanguageEncoder('first@1'),
      'goes on with second, and the encoder first@1 has no next',
    ],
    [
      'whose next one has vectors of another length',
      Object.assign(new LanguageEncoder('first@1'), { next: { ...new LanguageEncoder('second@1'), dimensions: 2 } }),
      'The encoder second@1 gives 2 numbers for a text, and the guard model second reads 3',
    ],
  ])('refuses an encoder %s', (_, encoder, message) => {
    const model = createModel('first', ['en'], { next: createModel('second', ['fr']) });
    expect(() => guardClassifier({ encoder, model })).toThrow(message);
  });

  it('can do with the first model alone', async () => {
    const { first } = createGuard();
    const guard = guardClassifier({ encoder: first, model: createModel('first', ['en']) });
    expect((await classify(guard, french)).scores).toEqual({ violence: null });
  });
});
