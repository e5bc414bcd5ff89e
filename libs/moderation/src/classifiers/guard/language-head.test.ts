import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { createLanguageHead } from '../../../testing/language-head.js';
import { classifyLanguage, toLanguageLogit } from './language-head.js';
import { toReadableText } from './readable-text.js';

/** Written by `golden_language.py` of `tools/guard-model`. */
const golden = JSON.parse(readFileSync(new URL('../../../golden/language-logits.json', import.meta.url), 'utf8')) as {
  readonly head: {
    readonly weights: string;
    readonly scale: number;
    readonly bias: number;
    readonly certainAt: number;
  };
  readonly cases: readonly { readonly text: string; readonly logit: number; readonly logitWithAccents: number }[];
};

describe('toLanguageLogit', () => {
  const head = { ...golden.head, weights: Int8Array.from(Buffer.from(golden.head.weights, 'base64')) };

  it.each(golden.cases)('computes what the training programs compute: $text', ({ text, logit, logitWithAccents }) => {
    expect(toLanguageLogit(head, toReadableText(text))).toBeCloseTo(logit, 10);
    expect(toLanguageLogit(head, toReadableText(text, true))).toBeCloseTo(logitWithAccents, 10);
  });

  it('lets a word that comes four times count twice', () => {
    const { bias } = head;
    const [once, fourTimes] = ['house', 'house house house house'].map((text) => toLanguageLogit(head, text) - bias);
    expect(fourTimes).toBeCloseTo(2 * (once ?? 0), 10);
  });
});

describe('classifyLanguage', () => {
  const head = createLanguageHead(['the old boat'], ['vanha laiva'], 4);

  it.each([
    ['certain', 'a text in the language', 'the old boat'],
    ['uncertain', 'a few words of it', 'old'],
    ['uncertain', 'both languages in one text', 'the old boat vanha'],
    ['unknown', 'another language', 'vanha laiva'],
    ['unknown', 'a text without letters, where the bias is below 0', '12 + 3'],
    ['unknown', 'words with digits alone, where the bias is below 0', 'th3 0ld b0at'],
  ])('finds %s: %s', (certainty, _, text) => {
    expect(classifyLanguage(head, text)).toBe(certainty);
  });

  it('knows nothing between known and certain where no certainty is given', () => {
    expect(classifyLanguage({ ...head, certainAt: undefined }, 'old')).toBe('certain');
  });
});
