import { basename } from 'node:path';

import { z } from 'zod';

import { type Category, isCategory } from '../../contract/category.js';
import { type CheapScore, findCheapScore } from './cheap-scores.js';

const finite = z.number().refine(Number.isFinite, { error: 'must be a finite number' });
const weightsByName = z.record(z.string(), finite);

// A name alone: the file lies beside the description.
const fileName = z.string().refine((file) => file !== '' && basename(file) === file && !file.startsWith('.'), {
  error: 'must be the name of a file in the same folder',
});

const cheapScore = z.string().transform((name, context): CheapScore => {
  const found = findCheapScore(name);
  if (found === undefined) {
    context.addIssue({ code: 'custom', message: `names no score that this version computes: ${JSON.stringify(name)}` });
    return z.NEVER;
  }
  return found;
});

const categoryName = z.string().transform((name, context): Category => {
  if (isCategory(name)) return name;
  context.addIssue({ code: 'custom', message: `is not a category: ${JSON.stringify(name)}` });
  return z.NEVER;
});

/** The fewest and the most buckets of a language head. More would be megabytes. */
const [fewestBuckets, mostBuckets] = [16, 2 ** 20];

/** Signed bytes in Base64. */
const languageWeights = z
  .base64({ error: 'must be Base64' })
  .max(2 * mostBuckets, { error: 'is too long' })
  .transform((encoded, context): Int8Array => {
    const weights = Int8Array.from(Buffer.from(encoded, 'base64'));
    const { length } = weights;
    if (length >= fewestBuckets && length <= mostBuckets && (length & (length - 1)) === 0) return weights;
    const message = `has ${length} weights, and must have a power of two from ${fewestBuckets} to ${mostBuckets}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** Validates the description of a guard model, such as `guard-model.json`. Fields that it does not know inform people, and are dropped. */
export const guardModelSchema = z
  .object({
    format: z.literal(1),
    name: z.string().min(1).max(100),
    version: z.string().min(1).max(100),
    file: fileName,
    sha256: z.string().regex(/^[0-9a-f]{64}$/i, 'must have 64 hexadecimal digits'),
    dimensions: z.int().min(1).max(8_192),
    maximumTokens: z.int().min(16).max(100_000),
    windowCharacters: z.int().min(64).max(100_000),
    overlapCharacters: z.int().min(1).max(50_000),
    contextCharacters: z.int().min(0).max(50_000),
    heads: z
      .array(z.object({ name: z.string().min(1), weights: z.array(finite), bias: finite }))
      .min(1)
      .max(200),
    cheap: z.array(cheapScore).max(200),
    scores: z
      .array(z.object({ category: categoryName, heads: weightsByName, cheap: weightsByName, bias: finite }))
      .min(1)
      .max(200),
    language: z
      .object({ weights: languageWeights, scale: finite.min(0), bias: finite, certainAt: finite.min(0).optional() })
      .optional(),
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}$/, 'must be a language code such as "en"'))
      .max(100)
      .optional(),
    keepsAccents: z.boolean().optional(),
    next: fileName.optional(),
  })
  .superRefine((model, context) => {
    const refuse = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const { dimensions, windowCharacters, overlapCharacters, contextCharacters, heads, cheap, scores } = model;
    if (overlapCharacters * 2 > windowCharacters) refuse(['overlapCharacters'], 'must be at most half a window');
    if (contextCharacters * 2 > windowCharacters) refuse(['contextCharacters'], 'must be at most half a window');
    for (const [index, { weights }] of heads.entries()) {
      if (weights.length === dimensions) continue;
      refuse(['heads', index, 'weights'], `has ${weights.length} numbers, and dimensions is ${dimensions}`);
    }
    const repeatedHead = findRepeated(heads.map(({ name }) => name));
    if (repeatedHead !== undefined) refuse(['heads', repeatedHead, 'name'], 'is the name of another head too');
    const repeatedScore = findRepeated(scores.map(({ category }) => category));
    if (repeatedScore !== undefined) refuse(['scores', repeatedScore, 'category'], 'has another score too');
    const headNames = new Set(heads.map(({ name }) => name));
    const cheapNames = new Set(cheap.map(({ name }) => name));
    for (const [index, score] of scores.entries()) {
      const unknownHead = Object.keys(score.heads).find((name) => !headNames.has(name));
      if (unknownHead !== undefined) refuse(['scores', index, 'heads', unknownHead], 'there is no such head');
      const unknownCheap = Object.keys(score.cheap).find((name) => !cheapNames.has(name));
      if (unknownCheap !== undefined) refuse(['scores', index, 'cheap', unknownCheap], 'is not listed in cheap');
    }
  });

function findRepeated(names: readonly string[]): number | undefined {
  const index = names.findIndex((name, position) => names.indexOf(name) < position);
  return index < 0 ? undefined : index;
}
