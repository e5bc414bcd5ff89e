import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';

import { PolicyError } from '../../errors/moderation-errors.js';

/** A folder with more policies than this holds something else. */
const maximumFiles = 1_000;

const extensions: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/**
 * The policy files of a folder, by the name before the ending: `support.yaml` is the policy `support`. Hidden files and other
 * endings are left alone.
 * @throws {PolicyError} when the folder cannot be read, holds two files for one name, or more than 1,000.
 */
export async function listPolicyFiles(directory: string): Promise<ReadonlyMap<string, string>> {
  const refuse = (message: string, cause?: unknown): PolicyError =>
    new PolicyError(directory, [{ field: '', message }], { cause });
  let entries: readonly string[];
  try {
    entries = await readdir(directory);
  } catch (error) {
    throw refuse(`cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  const files = new Map<string, string>();
  for (const entry of [...entries].sort()) {
    const { name, ext } = parse(entry);
    if (entry.startsWith('.') || !extensions.has(ext)) continue;
    if (files.has(name)) throw refuse(`holds two files for the policy "${name}"; keep one of them`);
    if (files.size === maximumFiles) throw refuse(`holds more than ${String(maximumFiles)} policies`);
    files.set(name, join(directory, entry));
  }
  return files;
}
