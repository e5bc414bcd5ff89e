import { createHash, timingSafeEqual } from 'node:crypto';
import { type StatsListener, unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { fieldPath } from '../errors/validation-error.js';

/** Who holds a key, and by which policies they are judged. */
export interface ApiKey {
  /** For people; never shown to callers. */
  readonly name: string;
  /** Default: the policy that holds for everyone. */
  readonly policy?: string | undefined;
  /** Policies that a request may name in its place. Default: none. */
  readonly choices?: readonly string[] | 'any' | undefined;
}

/** How a file of keys is read. */
export interface ApiKeysFileOptions {
  /** Whether there is a policy of this name: a key for another one is refused. */
  readonly hasPolicy: (name: string) => boolean;
  /** How often the file is looked at, in milliseconds. Default 1,000. */
  readonly intervalMs?: number | undefined;
  readonly onReload?: ((keys: number) => void) | undefined;
  /** Called when a new file was refused; the old keys still hold. */
  readonly onRefused?: ((error: ApiKeysError) => void) | undefined;
}

/** A file of keys cannot be used. */
export class ApiKeysError extends Error {
  override readonly name = 'ApiKeysError';
  readonly code = 'API_KEYS_UNUSABLE';

  constructor(path: string, problem: string, cause?: unknown) {
    super(`The file of API keys ${path} cannot be used: ${problem}.`, { cause });
  }
}

const keysSchema = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(128),
        sha256: z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be the SHA-256 of a key, 64 hexadecimal digits'),
        policy: z.string().min(1).optional(),
        choices: z.union([z.literal('any'), z.array(z.string().min(1))]).optional(),
      }),
    )
    .min(1)
    .max(100_000),
});

interface StoredKey extends ApiKey {
  readonly sha256: Buffer;
}

/**
 * A YAML or JSON file of keys, which holds their hashes only. It is read again when it changes, so that a key is given or taken
 * away without a restart; a file that is wrong is refused, and the keys that held still hold.
 */
export class ApiKeysFile {
  readonly #listener: StatsListener = () => void this.reload();
  #reloading: Promise<void> = Promise.resolve();

  readonly #path: string;
  readonly #options: ApiKeysFileOptions;
  #keys: readonly StoredKey[];

  private constructor(path: string, options: ApiKeysFileOptions, keys: readonly StoredKey[]) {
    this.#path = path;
    this.#options = options;
    this.#keys = keys;

    watchFile(path, { interval: options.intervalMs ?? 1000, persistent: false }, this.#listener);
  }

  /** Reads the file and watches it until `close`. @throws {ApiKeysError} when it cannot be used */
  static async open(path: string, options: ApiKeysFileOptions): Promise<ApiKeysFile> {
    return new ApiKeysFile(path, options, await readKeys(path, options));
  }

  get size(): number {
    return this.#keys.length;
  }

  /** The holder of a key. Takes as long for any key, wherever it stands and however much of it is right. */
  find(key: string): ApiKey | undefined {
    const presented = createHash('sha256').update(key).digest();
    // Every one is compared: stopping at the first would tell where it stands.
    return this.#keys.filter(({ sha256 }) => timingSafeEqual(sha256, presented))[0];
  }

  /** Reads the file now. Never rejects: a file that is wrong is told to `onRefused`. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(async () => {
      try {
        this.#keys = await readKeys(this.#path, this.#options);
      } catch (error) {
        this.#options.onRefused?.(error as ApiKeysError);
        return;
      }
      this.#options.onReload?.(this.size);
    });
    return this.#reloading;
  }

  /** Watches no more; the keys stay. */
  close(): void {
    unwatchFile(this.#path, this.#listener);
  }
}

async function readKeys(path: string, { hasPolicy }: ApiKeysFileOptions): Promise<readonly StoredKey[]> {
  const result = keysSchema.safeParse(await readYaml(path));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new ApiKeysError(path, `${fieldPath(issue?.path ?? [])}: ${issue?.message ?? 'is wrong'}`);
  }
  const { keys } = result.data;
  ensureUnique(
    path,
    'name',
    keys.map(({ name }) => name),
  );
  ensureUnique(
    path,
    'sha256',
    keys.map(({ sha256 }) => sha256.toLowerCase()),
  );
  for (const [index, { policy, choices = [] }] of keys.entries()) {
    const unknown = [policy ?? [], choices === 'any' ? [] : choices].flat().find((name) => !hasPolicy(name));
    if (unknown !== undefined)
      throw new ApiKeysError(path, `keys[${index}] names the policy "${unknown}", which is not there`);
  }
  return keys.map(({ sha256, ...key }) => ({ ...key, sha256: Buffer.from(sha256, 'hex') }));
}

async function readYaml(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ApiKeysError(path, error instanceof Error ? error.message : String(error), error);
  }
}

function ensureUnique(path: string, field: string, values: readonly string[]): void {
  const twice = values.findIndex((value, index) => values.indexOf(value) !== index);
  if (twice >= 0) throw new ApiKeysError(path, `keys[${twice}].${field} stands twice`);
}
