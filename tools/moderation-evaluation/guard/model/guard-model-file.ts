import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Category } from '../../../../libs/moderation/src/index.js';

/** The description of a guard model, which lies beside its weights. */
export interface GuardModelFile {
  readonly name: string;
  readonly version: string;
  /** The file of the weights, in the folder of the description. */
  readonly file: string;
  readonly sha256: string;
  readonly dimensions: number;
  readonly maximumTokens: number;
  readonly windowCharacters: number;
  readonly overlapCharacters: number;
  readonly contextCharacters: number;
  readonly heads: readonly { readonly name: string; readonly weights: readonly number[]; readonly bias: number }[];
  readonly scores: readonly {
    readonly category: Category;
    readonly heads: Readonly<Record<string, number>>;
    readonly cheap?: Readonly<Record<string, number>> | undefined;
    readonly bias: number;
  }[];
}

/** The folder of the model that ships. */
export const shippedModelFolder = fileURLToPath(new URL('../../../../libs/moderation/model', import.meta.url));

/** Reads the description of the model in a folder. Undefined when the description or the weights are not there. */
export function readGuardModelFile(folder: string): GuardModelFile | undefined {
  const path = join(folder, 'guard-model.json');
  if (!existsSync(path)) return undefined;
  const model = JSON.parse(readFileSync(path, 'utf8')) as GuardModelFile;
  return existsSync(join(folder, model.file)) ? model : undefined;
}
