import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';

import { PolicyError } from '../../errors/moderation-errors.js';
import { readMessage } from '../policy-problem.js';

/** A folder with more policy files is taken for a mistake. */
const maximumFiles = 1_000;

const extensions: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/**
 * Lists the policy files of a folder, by the name before the extension: `support.yaml` is the policy `support`.
 *
 * Hidden files and files with other extensions are ignored.
 * @throws {PolicyError} when the folder cannot be read, holds two files for one name, or more than 1,000.
 */
export async function listPolicyFiles(directory: string): Promise<ReadonlyMap<string, string>> {
  const createError = (message: string, cause?: unknown): PolicyError =>
    new PolicyError(directory, [{ field: '', message }], { cause });
  let entries: readonly string[];
  try {
    entries = await readdir(directory);
  } catch (error) {
    throw createError(`cannot be read: ${readMessage(error)}`, error);
  }
  const files = new Map<string, string>();
  for (const entry of [...entries].sort()) {
    const { name, ext } = parse(entry);
    if (entry.startsWith('.') || !extensions.has(ext)) continue;
    if (files.has(name)) throw createError(`holds two files for the policy "${name}"; keep one of them`);
    if (files.size === maximumFiles) throw createError(`holds more than ${maximumFiles} policies`);
    files.set(name, join(directory, entry));
  }
  return files;
}
