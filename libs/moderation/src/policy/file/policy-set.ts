import { type ModerationError, PolicyError, PolicyUnknownError } from '../../errors/moderation-errors.js';
import { presetPolicy } from '../parse-policy.js';
import { listPolicyFiles } from './policy-directory.js';
import { PolicyFile, toPolicyError } from './policy-file.js';
import { presetNames } from '../schema/policy-schema.js';
import { locateProblem } from '../policy-problem.js';
import { type PolicySource } from '../../contract/policy-source.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { notifyListener } from '../../scheduling/notify-listener.js';

/** Where the policies of a set come from. Of one name the map wins over the folder, and the folder over the presets. */
export interface PolicySetOptions {
  /** A folder of policy files; `support.yaml` is the policy `support`. Files that are added later are noticed. */
  readonly directory?: string | undefined;
  /** Policies by name, each a file's path or a policy. */
  readonly policies?: Readonly<Record<string, string | ModerationPolicy>> | undefined;
  /** The policy that holds when none is named; it must be there. Default `balanced`. */
  readonly defaultName?: string | undefined;
  /** How often folder and files are looked at, in milliseconds. Default 1,000. */
  readonly intervalMs?: number | undefined;
  /** Called when a new policy holds under a name. What it throws is ignored. */
  readonly onReload?: ((name: string, policy: ModerationPolicy) => void) | undefined;
  /** Called when a file was refused; what held under the name still holds. The message names file, line and field. What it throws is ignored. */
  readonly onRefused?: ((name: string, error: ModerationError) => void) | undefined;
}

type PolicyCheck = (policy: ModerationPolicy) => void;

const defaultIntervalMs = 1_000;

/**
 * Policies by name: the three presets, the files of a folder, and what is given by name. A policy is called in its file as it
 * is in the set, so that a verdict tells which one held. Files are read again when they change; one that is wrong is refused,
 * and one that is removed stays in force: a caller must not fall to another policy because a file is missing.
 */
export class PolicySet {
  readonly defaultName: string;
  readonly #options: PolicySetOptions;
  readonly #policies = new Map<string, PolicySource>(presetNames.map((name) => [name, constant(presetPolicy(name))]));
  readonly #files: PolicyFile[] = [];
  readonly #checks: PolicyCheck[] = [];
  /** Names that no file of the folder may take. */
  readonly #fixed: ReadonlySet<string>;
  /** Names that have a file of the folder already. */
  readonly #taken = new Set<string>();
  /** What was refused last time, so that it is told once. */
  #refused: ReadonlyMap<string, string> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #scanning: Promise<void> = Promise.resolve();

  private constructor(options: PolicySetOptions) {
    this.#options = options;
    this.defaultName = options.defaultName ?? 'balanced';
    this.#fixed = new Set(Object.keys(options.policies ?? {}));
  }

  /**
   * Reads every policy and watches the files until `close`.
   * @throws {PolicyError} when one of them cannot be used, with file, line and field.
   * @throws {PolicyUnknownError} when there is no policy of the default's name.
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

  /** The names that can be asked for, sorted. */
  get names(): readonly string[] {
    return [...this.#policies.keys()].sort();
  }

  has(name: string): boolean {
    return this.#policies.has(name);
  }

  /**
   * The policy of a name, now and after every change: what a moderator is given.
   * @throws {PolicyUnknownError} that lists the names there are.
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

  /** Adds a check that every policy to come must pass, whatever its name. */
  addCheck(check: PolicyCheck): void {
    this.#checks.push(check);
  }

  /** Looks at the folder and at every file now. Never rejects: what is wrong is told to `onRefused`. */
  async reload(): Promise<void> {
    await this.#scan();
    await Promise.all(this.#files.map((file) => file.reload()));
  }

  /** Watches no more; the policies stay. */
  close(): void {
    clearInterval(this.#timer);
    for (const file of this.#files) file.close();
  }

  async #start(): Promise<void> {
    const { directory, policies = {}, intervalMs = defaultIntervalMs } = this.#options;
    for (const [name, policy] of Object.entries(policies)) {
      if (typeof policy === 'string') {
        await this.#open(name, policy);
      } else {
        assertName(name, policy, `policy ${name}`);
        this.#policies.set(name, constant(policy));
      }
    }
    if (directory !== undefined) {
      for (const [name, path] of await listPolicyFiles(directory)) {
        if (!this.#fixed.has(name)) await this.#openOfFolder(name, path);
      }
      this.#timer = setInterval(() => void this.#scan(), intervalMs);
      this.#timer.unref();
    }
    this.source();
  }

  #scan(): Promise<void> {
    const { directory } = this.#options;
    if (directory !== undefined) this.#scanning = this.#scanning.then(() => this.#addNewFiles(directory));
    return this.#scanning;
  }

  async #addNewFiles(directory: string): Promise<void> {
    const refused = new Map<string, string>();
    const refuse = (name: string, error: ModerationError): void => {
      refused.set(name, error.message);
      if (this.#refused.get(name) !== error.message) notifyListener(this.#options.onRefused, name, error);
    };
    try {
      for (const [name, path] of await listPolicyFiles(directory)) {
        if (this.#taken.has(name) || this.#fixed.has(name)) continue;
        try {
          const policy = await this.#openOfFolder(name, path);
          notifyListener(this.#options.onReload, name, policy);
        } catch (error) {
          refuse(name, toPolicyError(error, path));
        }
      }
    } catch (error) {
      refuse('', toPolicyError(error, directory));
    }
    this.#refused = refused;
  }

  async #openOfFolder(name: string, path: string): Promise<ModerationPolicy> {
    const policy = await this.#open(name, path);
    this.#taken.add(name);
    return policy;
  }

  async #open(name: string, path: string): Promise<ModerationPolicy> {
    const { onReload, onRefused, intervalMs = defaultIntervalMs } = this.#options;
    const check = (policy: ModerationPolicy): void => {
      assertName(name, policy, path);
      for (const one of this.#checks) one(policy);
    };
    const file = await PolicyFile.open(path, {
      intervalMs,
      onReload: (policy) => onReload?.(name, policy),
      onRefused: (error) => onRefused?.(name, error),
    });
    try {
      check(file.current());
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

function constant(policy: ModerationPolicy): PolicySource {
  return { current: () => policy };
}

/** Verdicts and records tell the policy's own name: it must be the one that was asked for. */
function assertName(name: string, policy: ModerationPolicy, place: string): void {
  if (policy.name === name) return;
  const { problem } = locateProblem(
    policy,
    ['name'],
    `is "${policy.name}", but the policy is called "${name}"; give it that name`,
  );
  throw new PolicyError(place, [problem]);
}
