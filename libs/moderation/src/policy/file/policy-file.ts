import { type PolicyCheck, type PolicySource } from '../../contract/policy-source.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { ModerationError, PolicyError } from '../../errors/moderation-errors.js';
import { notifyListener } from '../../scheduling/notify-listener.js';
import { WatchedFiles } from '../../settings-file/watched-files.js';
import { loadPolicyWithFiles } from '../parse-policy.js';
import { readMessage } from '../../errors/file-problem.js';

/** Options of a policy file. */
export interface PolicyFileOptions {
  /** Milliseconds between two checks of the file for a change. Default 1,000. */
  readonly intervalMs?: number;
  /** Called when a new policy is in force. Its errors are ignored. */
  readonly onReload?: (policy: ModerationPolicy) => void;
  /**
   * Called when a changed file is refused and the old policy stays in force.
   *
   * The error's message names line and field. Errors of the listener are ignored.
   */
  readonly onRefused?: (error: ModerationError) => void;
}

const defaultIntervalMs = 1_000;

/**
 * Holds the policy of a file, and reads the file again when it changes. A wrong file is refused: the old policy stays in force.
 */
export class PolicyFile implements PolicySource {
  readonly #path: string;
  readonly #options: PolicyFileOptions;
  readonly #checks: PolicyCheck[] = [];
  /** The files that are watched: the policy, and those of its examples. */
  readonly #watched: WatchedFiles;
  #policy: ModerationPolicy;
  /** Reloads run one after the other, so that the file that was written last is read last. */
  #reloading: Promise<void> = Promise.resolve();

  private constructor(path: string, policy: ModerationPolicy, files: ReadonlySet<string>, options: PolicyFileOptions) {
    this.#path = path;
    this.#policy = policy;
    this.#options = options;
    this.#watched = new WatchedFiles(options.intervalMs ?? defaultIntervalMs, () => void this.reload());
    this.#watched.watch(files);
  }

  /**
   * Reads the file and watches it until `close`.
   * @throws {PolicyError} when the file cannot be used.
   */
  static async open(path: string, options: PolicyFileOptions = {}): Promise<PolicyFile> {
    const files = new Set([path]);
    const policy = await loadPolicyWithFiles(path, (file) => files.add(file));
    return new PolicyFile(path, policy, files, options);
  }

  current(): ModerationPolicy {
    return this.#policy;
  }

  addCheck(check: PolicyCheck): void {
    this.#checks.push(check);
  }

  /** Reads the file now. Never rejects: `onRefused` receives the error of a wrong file. */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  /** Stops watching; the policy stays. */
  close(): void {
    this.#watched.close();
  }

  async #reload(): Promise<void> {
    try {
      const policy = await this.#load();
      // The old policy decides until all checks are done: a classifier may have to learn from the examples of the new one.
      for (const check of this.#checks) await check(policy);
      this.#policy = policy;
    } catch (error) {
      notifyListener(this.#options.onRefused, toModerationError(error, this.#path));
      return;
    }
    notifyListener(this.#options.onReload, this.#policy);
  }

  /** Reads the policy. The files that it names are watched even if they cannot be used: they may be put right. */
  async #load(): Promise<ModerationPolicy> {
    const files = new Set([this.#path]);
    try {
      const policy = await loadPolicyWithFiles(this.#path, (file) => files.add(file));
      this.#watched.watch(files);
      return policy;
    } catch (error) {
      this.#watched.watch(new Set([...files, ...this.#watched.files]));
      throw error;
    }
  }
}

/** Converts anything that was thrown while a policy was read or checked to an error of this library. */
export function toModerationError(error: unknown, path: string): ModerationError {
  if (ModerationError.isInstance(error)) return error;
  return new PolicyError(path, [{ field: '', message: readMessage(error) }], { cause: error });
}
