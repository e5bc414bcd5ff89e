import { type StatsListener, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describeFileError } from '@leeward/moderation';
import { ApiError } from '../errors/api-error.js';
import { type ApiKey, hashKey, readKeysText, type ReadKeys } from './api-keys-schema.js';

/** Options for reading a file of keys. */
export interface ApiKeysFileOptions {
  /** Checks whether a policy exists: a key with an unknown policy is refused. */
  readonly hasPolicy: (name: string) => boolean;
  /** Milliseconds between two checks of the file for a change. Default 1,000. */
  readonly intervalMs?: number | undefined;
  /** Called with the number of keys when a changed file is in force. */
  readonly onReload?: ((keys: number) => void) | undefined;
  /** Called when a changed file is refused; the old keys stay in force. */
  readonly onRefused?: ((error: ApiKeysError) => void) | undefined;
}

/** Thrown for a file of keys that cannot be used. The message names the file, and the field to correct. */
export class ApiKeysError extends ApiError {
  static override readonly code = 'API_KEYS_UNUSABLE';
  readonly code = ApiKeysError.code;

  constructor(path: string, problem: string, cause?: unknown) {
    super(`The file of API keys ${path} cannot be used: ${problem}.`, { cause });
  }
}

/** The holders of keys, by the SHA-256 of the key in lower-case hexadecimal digits. */
type KeysByHash = ReadonlyMap<string, ApiKey>;

/**
 * Reads API keys from a YAML or JSON file, which holds only their hashes.
 *
 * The file is read again when it changes, so that a key is given or taken away without a restart. A changed file that is
 * wrong is refused, and the keys from before stay in force.
 */
export class ApiKeysFile {
  readonly #listener: StatsListener = () => void this.reload();
  readonly #path: string;
  readonly #options: ApiKeysFileOptions;
  #keys: KeysByHash;
  #keysByName: ReadonlyMap<string, ApiKey>;
  #reloading: Promise<void> = Promise.resolve();

  private constructor(path: string, options: ApiKeysFileOptions, keys: KeysByHash) {
    this.#path = path;
    this.#options = options;
    this.#keys = keys;
    this.#keysByName = byName(keys);
    watchFile(path, { interval: options.intervalMs ?? 1000, persistent: false }, this.#listener);
  }

  /** Reads the file and watches it until `close`. @throws {ApiKeysError} when it cannot be used */
  static async open(path: string, options: ApiKeysFileOptions): Promise<ApiKeysFile> {
    return new ApiKeysFile(path, options, await readKeys(path, options));
  }

  /** The number of keys. */
  get size(): number {
    return this.#keys.size;
  }

  /** Finds the holder of a key that has not expired. */
  find(key: string): ApiKey | undefined {
    // The time of this look-up depends only on the hash, from which no caller can guess a key.
    return ifValid(this.#keys.get(hashKey(key)));
  }

  /** Finds a key that has not expired by the name of its holder. */
  findHolder(name: string): ApiKey | undefined {
    return ifValid(this.#keysByName.get(name));
  }

  /** Reads the file now, after the reloads before it. Never rejects: `onRefused` gets the error of a wrong file. */
  reload(): Promise<void> {
    // A listener that throws must not end the later reloads: a key that was taken away would stay valid.
    this.#reloading = this.#reloading.then(() => this.#replaceKeys()).catch(() => undefined);
    return this.#reloading;
  }

  /** Stops watching the file; the keys stay in force. */
  close(): void {
    unwatchFile(this.#path, this.#listener);
  }

  async #replaceKeys(): Promise<void> {
    try {
      this.#keys = await readKeys(this.#path, this.#options);
      this.#keysByName = byName(this.#keys);
    } catch (error) {
      this.#options.onRefused?.(error as ApiKeysError);
      return;
    }
    this.#options.onReload?.(this.size);
  }
}

function byName(keys: KeysByHash): ReadonlyMap<string, ApiKey> {
  return new Map([...keys.values()].map((key) => [key.name, key]));
}

function ifValid(key: ApiKey | undefined): ApiKey | undefined {
  return key?.expires !== undefined && key.expires <= Date.now() ? undefined : key;
}

async function readKeys(path: string, { hasPolicy }: ApiKeysFileOptions): Promise<KeysByHash> {
  const read = await readFileKeys(path);
  if ('problem' in read) throw new ApiKeysError(path, read.problem);
  for (const [index, { policy, choices = [] }] of read.keys.entries()) {
    const unknown = [policy ?? [], choices === 'any' ? [] : choices].flat().find((name) => !hasPolicy(name));
    if (unknown !== undefined) {
      throw new ApiKeysError(
        path,
        `keys[${index}] names the policy "${unknown}", which does not exist; add the policy, or remove its name`,
      );
    }
  }
  return new Map(read.keys.map((key) => [key.sha256, key]));
}

async function readFileKeys(path: string): Promise<ReadKeys> {
  try {
    return readKeysText(await readFile(path, 'utf8'));
  } catch (error) {
    // The parser shows the place of an error below its first line.
    const [problem = ''] = describeFileError(error).split('\n', 1);
    throw new ApiKeysError(path, problem.replace(/[.:]$/, ''), error);
  }
}
