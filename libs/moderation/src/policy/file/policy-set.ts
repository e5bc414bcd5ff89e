import { type PolicyCheck, type PolicySource } from '../../contract/policy-source.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { type ModerationError, PolicyError, PolicyUnknownError } from '../../errors/moderation-errors.js';
import { presetPolicy } from '../parse-policy.js';
import { locateProblem } from '../policy-problem.js';
import { presetNames } from '../schema/policy-schema.js';
import { PolicyDirectory } from './policy-directory.js';
import { PolicyFile } from './policy-file.js';

/** Options of a policy set. For one name, `policies` win over the folder, and the folder over the presets. */
export interface PolicySetOptions {
  /** A folder of policy files: `support.yaml` is the policy `support`. The set notices files that are added later. */
  readonly directory?: string | undefined;
  /** Policies by name: each is the path of a file, or a policy. */
  readonly policies?: Readonly<Record<string, string | ModerationPolicy>> | undefined;
  /** The policy for requests that name none. The set must hold it. Default `balanced`. */
  readonly defaultName?: string | undefined;
  /** Milliseconds between two checks of the folder and the files for a change. Default 1,000. */
  readonly intervalMs?: number | undefined;
  /** Called when a new policy is in force under a name. Its errors are ignored. */
  readonly onReload?: ((name: string, policy: ModerationPolicy) => void) | undefined;
  /**
   * Called when a file is refused and the old policy of its name, if any, stays in force.
   *
   * The error's message names file, line and field. The name is empty when the folder cannot be read. Errors of the
   * listener are ignored.
   */
  readonly onRefused?: ((name: string, error: ModerationError) => void) | undefined;
}

const defaultIntervalMs = 1_000;

/**
 * Holds policies by name: the three presets, the files of a folder, and policies given by name.
 *
 * A policy has the same name in its file and in the set, so that verdicts name it. Files are read again when they change. A
 * wrong file is refused. The policy of a removed file stays in force: a missing file must not give a caller another policy.
 */
export class PolicySet {
  readonly defaultName: string;
  readonly #options: PolicySetOptions;
  readonly #policies = new Map<string, PolicySource>(
    presetNames.map((name) => [name, toConstantSource(presetPolicy(name))]),
  );
  readonly #files: PolicyFile[] = [];
  readonly #checks: PolicyCheck[] = [];
  readonly #directory: PolicyDirectory | undefined;

  private constructor(options: PolicySetOptions) {
    this.#options = options;
    this.defaultName = options.defaultName ?? 'balanced';
    const { directory, policies = {}, onReload, onRefused } = options;
    if (directory !== undefined) {
      this.#directory = new PolicyDirectory(directory, {
        open: (name, path) => this.#open(name, path),
        ignoredNames: new Set(Object.keys(policies)),
        onAdded: onReload,
        onRefused,
      });
    }
  }

  /**
   * Reads every policy and watches the files until `close`.
   * @throws {PolicyError} with file, line and field, when a policy cannot be used.
   * @throws {PolicyUnknownError} when the set holds no policy of the default name.
   */
  static async open(options: PolicySetOptions = {}): Promise<PolicySet> {
    const set = new PolicySet(options);
    try {
      await set.#start();
    } catch (error) {
      set.close();
      throw error;
    }
    return set;
  }

  /** The names of all policies, sorted. */
  get names(): readonly string[] {
    return [...this.#policies.keys()].sort();
  }

  has(name: string): boolean {
    return this.#policies.has(name);
  }

  /**
   * Returns the source of a policy for a moderator; it follows every change of the policy.
   * @throws {PolicyUnknownError} that lists all names.
   */
  source(name: string = this.defaultName): PolicySource {
    const find = (): PolicySource => {
      const found = this.#policies.get(name);
      if (found === undefined) throw new PolicyUnknownError(name, this.names);
      return found;
    };
    find();
    return { current: () => find().current(), addCheck: (check) => this.addCheck(check) };
  }

  /** Adds a check that every new policy of any name must pass. */
  addCheck(check: PolicyCheck): void {
    this.#checks.push(check);
  }

  /** Reads the folder and every file now. Never rejects: `onRefused` receives the error of each wrong file. */
  async reload(): Promise<void> {
    await this.#directory?.scan();
    await Promise.all(this.#files.map((file) => file.reload()));
  }

  /** Stops watching; the policies stay. */
  close(): void {
    this.#directory?.close();
    for (const file of this.#files) file.close();
  }

  async #start(): Promise<void> {
    const { policies = {}, intervalMs = defaultIntervalMs } = this.#options;
    for (const [name, policy] of Object.entries(policies)) {
      if (typeof policy === 'string') {
        await this.#open(name, policy);
      } else {
        assertName(name, policy, `policy ${name}`);
        this.#policies.set(name, toConstantSource(policy));
      }
    }
    await this.#directory?.open();
    this.#directory?.watch(intervalMs);
    this.source();
  }

  async #open(name: string, path: string): Promise<ModerationPolicy> {
    const { onReload, onRefused, intervalMs = defaultIntervalMs } = this.#options;
    const check = async (policy: ModerationPolicy): Promise<void> => {
      assertName(name, policy, path);
      for (const checkOfSet of this.#checks) await checkOfSet(policy);
    };
    const file = await PolicyFile.open(path, {
      intervalMs,
      onReload: (policy) => onReload?.(name, policy),
      onRefused: (error) => onRefused?.(name, error),
    });
    try {
      await check(file.current());
    } catch (error) {
      file.close();
      throw error;
    }
    file.addCheck(check);
    this.#files.push(file);
    this.#policies.set(name, file);
    return file.current();
  }
}

function toConstantSource(policy: ModerationPolicy): PolicySource {
  return { current: () => policy };
}

/** Asserts that a policy has its name in the set, because verdicts and audit records show the policy's own name. */
function assertName(name: string, policy: ModerationPolicy, fileName: string): void {
  if (policy.name === name) return;
  const { problem } = locateProblem(
    policy,
    ['name'],
    `is "${policy.name}", but the set has this policy as "${name}"; write 'name: ${name}'`,
  );
  throw new PolicyError(fileName, [problem]);
}
