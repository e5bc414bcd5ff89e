import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

import { type Category } from '../../contract/category.js';
import { describeFileError } from '../../errors/describe-file-error.js';
import { describeIssue } from '../../errors/describe-issue.js';
import { ConfigurationError } from '../../errors/moderation-errors.js';
import { type CheapScore } from './cheap-scores.js';
import { guardModelSchema } from './guard-model-schema.js';
import { type GuardLanguageHead } from './language-head.js';

/** A linear head over the vector of a text: its logit is `weights · vector + bias`. */
export interface GuardHead {
  readonly name: string;
  readonly weights: readonly number[];
  readonly bias: number;
}

/** The score of a category: the logistic function of `bias` and the weighted logits and cheap scores. */
export interface GuardScore {
  readonly category: Category;
  /** Weights of logits, by the head's name. */
  readonly heads: Readonly<Record<string, number>>;
  /** Weights of the scores of other classifiers, by the name in `cheap`. */
  readonly cheap: Readonly<Record<string, number>>;
  readonly bias: number;
}

/** The learned part of the guard model that is not in its weights file, as `loadGuardModel` reads it. */
export interface GuardModel {
  readonly name: string;
  readonly version: string;
  /** The path of the weights file, for the encoder. */
  readonly weightsPath: string;
  /** The SHA-256 of the weights file, in hexadecimal digits. See `verifyGuardWeights`. */
  readonly sha256: string;
  /** The length of the encoder's vectors. */
  readonly dimensions: number;
  /** The most tokens of one text that the encoder reads. */
  readonly maximumTokens: number;
  /** The most characters of one window of a long text. */
  readonly windowCharacters: number;
  /** The characters that two windows share. */
  readonly overlapCharacters: number;
  /** The most characters of the turn before an answer that are read with it. */
  readonly contextCharacters: number;
  readonly heads: readonly GuardHead[];
  /** The scores of the local classifiers that the guard model reads. */
  readonly cheap: readonly CheapScore[];
  readonly scores: readonly GuardScore[];
  /** Refuses texts in languages that the heads do not know. Default: all are scored. */
  readonly language?: GuardLanguageHead | undefined;
  /** The languages that the heads know, as ISO 639 codes, for people. The head `language` decides. Default: not said. */
  readonly languages?: readonly string[] | undefined;
  /** Whether the vocabulary has letters with accents. Default: none, so that texts are read without. */
  readonly keepsAccents?: boolean | undefined;
  /** Reads the texts whose language this model does not know, or is not certain to know. */
  readonly next?: GuardModel | undefined;
}

/** The file in the folder of a guard model that describes it, or the first of its models. */
const descriptionFile = 'guard-model.json';

/** The most models of a guard: a text in an unknown language is read by each. */
const maximumModels = 8;

/** The same path from the sources and from the build: both are three folders below the package. */
const packageFolder = fileURLToPath(new URL('../../../model/', import.meta.url));

/** A description has some hundred kilobytes; a file beyond this size is none. */
const maximumDescriptionCharacters = 20_000_000;

/**
 * Loads the description of a guard model: its heads, and how they become scores. One that names a `next` description has another
 * model for the languages that it does not know.
 * @param folder The folder with `guard-model.json` and the weights files. Default: the model of this package.
 * @throws {ConfigurationError} when the file cannot be read or is not valid; the message names file and field.
 *
 * @example
 * const model = await loadGuardModel();
 * await verifyGuardWeights(model);
 */
export async function loadGuardModel(folder: string = packageFolder): Promise<GuardModel> {
  return loadDescription(folder, [descriptionFile]);
}

/** @param names The names of the descriptions so far: the last is read. */
async function loadDescription(folder: string, names: readonly string[]): Promise<GuardModel> {
  const path = join(folder, names.at(-1) ?? descriptionFile);
  const parsed = guardModelSchema.safeParse(await readJson(path), { error: describeIssue });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw toModelError(path, `${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }
  const { format: _format, file, sha256, next, ...model } = parsed.data;
  const loaded = { ...model, sha256: sha256.toLowerCase(), weightsPath: join(folder, file) };
  if (next === undefined) return loaded;
  if (names.includes(next)) throw toModelError(path, `next: ${next} has been read already; each model comes once`);
  if (names.length === maximumModels) throw toModelError(path, `next: a guard has at most ${maximumModels} models`);
  return { ...loaded, next: await loadDescription(folder, [...names, next]) };
}

/** Lists the models of a guard, in the order in which they read a text. */
export function listGuardModels(model: GuardModel): readonly GuardModel[] {
  return model.next === undefined ? [model] : [model, ...listGuardModels(model.next)];
}

/**
 * Verifies the weights files of a guard model by their SHA-256. They are read as streams, so they take no memory.
 * @throws {ConfigurationError} when a file cannot be read or has another hash.
 */
export async function verifyGuardWeights(model: GuardModel): Promise<void> {
  for (const one of listGuardModels(model)) await verifyWeights(one);
}

async function verifyWeights({ weightsPath, sha256 }: GuardModel): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(weightsPath), hash);
  } catch (error) {
    throw toModelError(weightsPath, describeFileError(error), error);
  }
  const found = hash.digest('hex');
  if (found === sha256) return;
  throw toModelError(weightsPath, `its SHA-256 is ${found}, and its description says ${sha256}`);
}

async function readJson(path: string): Promise<unknown> {
  try {
    const source = await readFile(path, 'utf8');
    if (source.length <= maximumDescriptionCharacters) return JSON.parse(source);
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'it is no JSON' : describeFileError(error);
    throw toModelError(path, problem, error);
  }
  throw toModelError(path, `it is longer than ${maximumDescriptionCharacters} characters`);
}

function toModelError(path: string, problem: string, cause?: unknown): ConfigurationError {
  const remedy = 'Install the package again, or give the folder of a guard model.';
  return new ConfigurationError(`The guard model cannot be used: ${path}: ${problem}. ${remedy}`, { cause });
}
