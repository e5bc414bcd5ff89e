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
  /** Refuses texts in languages that the heads do not know: its logit is negative for them. Default: all are scored. */
  readonly language?: Omit<GuardHead, 'name'> | undefined;
}

/** The file in the folder of a guard model that describes it. */
const descriptionFile = 'guard-model.json';

/** The same path from the sources and from the build: both are three folders below the package. */
const packageFolder = fileURLToPath(new URL('../../../model/', import.meta.url));

/** A description has some hundred kilobytes; a file beyond this size is none. */
const maximumDescriptionCharacters = 20_000_000;

/**
 * Loads the description of a guard model: its heads, and how they become scores.
 * @param folder The folder with `guard-model.json` and the weights file. Default: the model of this package.
 * @throws {ConfigurationError} when the file cannot be read or is not valid; the message names file and field.
 *
 * @example
 * const model = await loadGuardModel();
 * await verifyGuardWeights(model);
 */
export async function loadGuardModel(folder: string = packageFolder): Promise<GuardModel> {
  const path = join(folder, descriptionFile);
  const parsed = guardModelSchema.safeParse(await readJson(path), { error: describeIssue });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw toModelError(path, `${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }
  const { format: _format, file, sha256, ...model } = parsed.data;
  return { ...model, sha256: sha256.toLowerCase(), weightsPath: join(folder, file) };
}

/**
 * Verifies the weights file of a guard model by its SHA-256. The file is read as a stream, so it takes no memory.
 * @throws {ConfigurationError} when the file cannot be read or has another hash.
 */
export async function verifyGuardWeights({ weightsPath, sha256 }: GuardModel): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(weightsPath), hash);
  } catch (error) {
    throw toModelError(weightsPath, describeFileError(error), error);
  }
  const found = hash.digest('hex');
  if (found === sha256) return;
  throw toModelError(weightsPath, `its SHA-256 is ${found}, and ${descriptionFile} says ${sha256}`);
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
