import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';

import { type ModerationPolicy } from '../../contract/policy.js';
import { describeFileError } from '../../errors/describe-file-error.js';
import { type ModerationError, PolicyError } from '../../errors/moderation-errors.js';
import { notifyListener } from '../../scheduling/notify-listener.js';
import { toModerationError } from './policy-file.js';

/** The most policy files of a folder. One with more is refused, because it is probably the wrong folder. */
const maximumFiles = 1_000;

const extensions: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json']);

/** Options of a directory of policy files. */
interface PolicyDirectoryOptions {
  /** Opens the file of a policy; rejects when it cannot be used. */
  readonly open: (name: string, path: string) => Promise<ModerationPolicy>;
  /** Names whose files are not opened. */
  readonly ignoredNames: ReadonlySet<string>;
  readonly onAdded: ((name: string, policy: ModerationPolicy) => void) | undefined;
  /** Called once for each new error. The name is empty when the folder cannot be read. */
  readonly onRefused: ((name: string, error: ModerationError) => void) | undefined;
}

/** Opens the policy files of a folder, and later those that are added to it. */
export class PolicyDirectory {
  readonly #path: string;
  readonly #options: PolicyDirectoryOptions;
  /** Names whose file is open. */
  readonly #opened = new Set<string>();
  /** Messages of the last refusals by name, so that `onRefused` is called once for each. */
  #refusals: ReadonlyMap<string, string> = new Map();
  #timer: NodeJS.Timeout | undefined;
  /** Scans run one after the other, so that no file is opened twice. */
  #scanning: Promise<void> = Promise.resolve();

  constructor(path: string, options: PolicyDirectoryOptions) {
    this.#path = path;
    this.#options = options;
  }

  /**
   * Opens every file that is not open.
   * @throws {PolicyError} when the folder cannot be listed.
   * @throws the error of the first file that cannot be used.
   */
  async open(): Promise<void> {
    for (const [name, path] of await this.#listNewFiles()) await this.#open(name, path);
  }

  /** Scans the folder at an interval until `close`. */
  watch(intervalMs: number): void {
    this.#timer = setInterval(() => void this.scan(), intervalMs);
    this.#timer.unref();
  }

  /** Opens the files that were added. Never rejects: `onRefused` receives the error of each wrong file. */
  scan(): Promise<void> {
    this.#scanning = this.#scanning.then(() => this.#scan());
    return this.#scanning;
  }

  /** Stops watching. */
  close(): void {
    clearInterval(this.#timer);
  }

  async #scan(): Promise<void> {
    const { onAdded, onRefused } = this.#options;
    const refusals = new Map<string, string>();
    const refuse = (name: string, error: ModerationError): void => {
      refusals.set(name, error.message);
      if (this.#refusals.get(name) !== error.message) notifyListener(onRefused, name, error);
    };
    try {
      for (const [name, path] of await this.#listNewFiles()) {
        try {
          notifyListener(onAdded, name, await this.#open(name, path));
        } catch (error) {
          refuse(name, toModerationError(error, path));
        }
      }
    } catch (error) {
      refuse('', toModerationError(error, this.#path));
    }
    this.#refusals = refusals;
  }

  async #listNewFiles(): Promise<readonly (readonly [name: string, path: string])[]> {
    const files = await listPolicyFiles(this.#path);
    return [...files].filter(([name]) => !this.#opened.has(name) && !this.#options.ignoredNames.has(name));
  }

  async #open(name: string, path: string): Promise<ModerationPolicy> {
    const policy = await this.#options.open(name, path);
    this.#opened.add(name);
    return policy;
  }
}

/**
 * Lists the policy files of a folder, by the name before the extension: `support.yaml` is the policy `support`.
 *
 * Hidden files and files with other extensions are ignored.
 * @throws {PolicyError} when the folder cannot be read, holds two files for one name, or more than 1,000.
 */
async function listPolicyFiles(directory: string): Promise<ReadonlyMap<string, string>> {
  const createError = (message: string, cause?: unknown): PolicyError =>
    new PolicyError(directory, [{ field: '', message }], { cause });
  let entries: readonly string[];
  try {
    entries = await readdir(directory);
  } catch (error) {
    throw createError(`cannot be read: ${describeFileError(error)}`, error);
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
