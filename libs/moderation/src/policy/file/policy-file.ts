import { type StatsListener, unwatchFile, watchFile } from 'node:fs';

import { ModerationError, PolicyError } from '../../errors/moderation-errors.js';
import { loadPolicy } from '../parse-policy.js';
import { type PolicySource } from '../../contract/policy-source.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { notifyListener } from '../../scheduling/notify-listener.js';

/** How a policy file is watched. */
export interface PolicyFileOptions {
  /** How often the file is looked at, in milliseconds. Default 1,000. */
  readonly intervalMs?: number;
  /** Called when a new policy holds. What it throws is ignored. */
  readonly onReload?: (policy: ModerationPolicy) => void;
  /** Called when a new file was refused; the old policy still holds. Its message names line and field. What it throws is ignored. */
  readonly onRefused?: (error: ModerationError) => void;
}

const defaultIntervalMs = 1_000;

/**
 * A policy file that is read again when it changes. A file that is wrong is refused, and the policy that held stays in force.
 * The file is looked at by its path, so that one that was replaced by renaming, or behind a symbolic link, is noticed too.
 */
export class PolicyFile implements PolicySource {
  readonly #path: string;
  readonly #options: PolicyFileOptions;
  readonly #checks: ((policy: ModerationPolicy) => void)[] = [];
  readonly #listener: StatsListener;
  #policy: ModerationPolicy;
  /** Reloads follow each other: the last file to be written is the last to be read. */
  #reloading: Promise<void> = Promise.resolve();

  private constructor(path: string, policy: ModerationPolicy, options: PolicyFileOptions) {
    this.#path = path;
    this.#policy = policy;
    this.#options = options;
    this.#listener = () => void this.reload();
    const { intervalMs = defaultIntervalMs } = options;
    watchFile(path, { interval: intervalMs, persistent: false }, this.#listener);
  }

  /**
   * Reads the file and watches it until `close`.
   * @throws {PolicyError} when the first one cannot be used.
   */
  static async open(path: string, options: PolicyFileOptions = {}): Promise<PolicyFile> {
    return new PolicyFile(path, await loadPolicy(path), options);
  }

  current(): ModerationPolicy {
    return this.#policy;
  }

  addCheck(check: (policy: ModerationPolicy) => void): void {
    this.#checks.push(check);
  }

  /** Reads the file now. Never rejects: a file that is wrong is told to `onRefused`. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  /** Watches no more; the policy stays. */
  close(): void {
    unwatchFile(this.#path, this.#listener);
  }

  async #reload(): Promise<void> {
    try {
      const policy = await loadPolicy(this.#path);
      for (const check of this.#checks) check(policy);
      this.#policy = policy;
    } catch (error) {
      notifyListener(this.#options.onRefused, toPolicyError(error, this.#path));
      return;
    }
    notifyListener(this.#options.onReload, this.#policy);
  }
}

/** What is wrong with a file, whatever was thrown. */
export function toPolicyError(error: unknown, path: string): ModerationError {
  if (ModerationError.isInstance(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new PolicyError(path, [{ field: '', message }], { cause: error });
}
