import { randomBytes } from 'node:crypto';
import { chown, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { describeFileError } from '@leeward/moderation';
import lockfile from 'proper-lockfile';
import { parseDocument, YAMLSeq } from 'yaml';
import { ApiKeysError } from '../access/api-keys-file.js';
import { type ApiKey, readKeysText } from '../access/api-keys-schema.js';
import { KeysFileLockedError } from './errors.js';

/** An entry that is written to a file of keys. */
type Entry = Readonly<Record<string, unknown>>;

/** A change to the entries of a file of keys. */
export interface KeysChange {
  readonly add?: Entry;
  /** The index of the entry to remove. */
  readonly remove?: number;
}

/** Reads the keys of a file. @throws {ApiKeysError} when it cannot be used */
export async function readKeysFile(path: string): Promise<readonly ApiKey[]> {
  return toKeys(path, await readText(path));
}

/**
 * Changes a file of keys, while no other command does. Comments stay. A file that does not exist is created, for its owner alone.
 *
 * The new text replaces the old one in one step, so a server never reads a part of it.
 *
 * @param decide gets the keys of the file, and decides on the change
 * @throws {ApiKeysError} when the file cannot be read or written, {KeysFileLockedError} when another command is changing it
 */
export async function editKeysFile(path: string, decide: (keys: readonly ApiKey[]) => KeysChange): Promise<void> {
  // A link is followed: it must not be replaced by a file.
  const target = await realpath(path).catch(() => path);
  const release = await lock(target);
  try {
    const text = (await exists(target)) ? await readText(target) : 'keys: []\n';
    const changed = changeText(text, decide(toKeys(target, text)));
    toKeys(target, changed);
    await replaceFile(target, changed);
  } finally {
    await release();
  }
}

function toKeys(path: string, text: string): readonly ApiKey[] {
  try {
    const read = readKeysText(text);
    if ('keys' in read) return read.keys;
    throw new ApiKeysError(path, read.problem);
  } catch (error) {
    throw ApiKeysError.isInstance(error) ? error : toFileError(path, error);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw toFileError(path, error);
  }
}

function toFileError(path: string, error: unknown): ApiKeysError {
  const [problem = ''] = describeFileError(error).split('\n', 1);
  return new ApiKeysError(path, problem.replace(/[.:]$/, ''), error);
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

async function exists(path: string): Promise<boolean> {
  return (await findStat(path)) !== undefined;
}

/** Gets the owner and mode of a file; undefined when there is none. */
async function findStat(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw toFileError(path, error);
  }
}

async function lock(path: string): Promise<() => Promise<void>> {
  try {
    // About 10 seconds: a command takes less than one.
    const retries = { retries: 40, factor: 1, minTimeout: 250, maxTimeout: 250 };
    return await lockfile.lock(path, { realpath: false, retries });
  } catch (error) {
    throw hasCode(error, 'ELOCKED') ? new KeysFileLockedError(path, error) : toFileError(path, error);
  }
}

function changeText(text: string, change: KeysChange): string {
  return changeJson(text, change) ?? changeYaml(text, change);
}

/** Changes a JSON file; undefined for a text that is none. */
function changeJson(text: string, { add, remove }: KeysChange): string | undefined {
  let content: { keys: Entry[] };
  try {
    content = JSON.parse(text) as typeof content;
  } catch {
    return undefined;
  }
  const keys = content.keys.filter((_, index) => index !== remove);
  return `${JSON.stringify({ ...content, keys: [...keys, ...(add ? [add] : [])] }, undefined, 2)}\n`;
}

function changeYaml(text: string, { add, remove }: KeysChange): string {
  const document = parseDocument(text);
  const keys = document.get('keys') as YAMLSeq;
  if (remove !== undefined) keys.delete(remove);
  if (add) {
    // An empty list is written in brackets, in which no entry can be read.
    if (keys.items.length === 0) keys.flow = false;
    keys.add(document.createNode(add));
  }
  if (keys.items.length === 0) keys.flow = true;
  return document.toString({ lineWidth: 0 });
}

/** The mode of a new file: it is for its owner alone. */
const privateMode = 0o600;

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const old = await findStat(path);
    const file = await open(temporary, 'wx', privateMode);
    try {
      await file.writeFile(text);
      // A server of another user must be able to read the new file, too, or it would keep keys that are revoked.
      if (old) await file.chmod(old.mode & 0o777);
      await file.sync();
    } finally {
      await file.close();
    }
    const created = await stat(temporary);
    if (old && (old.uid !== created.uid || old.gid !== created.gid)) await chown(temporary, old.uid, old.gid);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw ApiKeysError.isInstance(error) ? error : toFileError(path, error);
  }
}
