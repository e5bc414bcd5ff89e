import { type Moderator } from '@leeward/moderation';
import {
  type AgentRegistry,
  type AgentStorage,
  type RunRecord,
  type RunRequest,
  type ServedAgent,
} from '../contract/index.js';

/** The options of a runtime. */
export interface AgentRuntimeOptions {
  readonly agents: AgentRegistry;
  readonly storage: AgentStorage;
  /** Finds the moderator for the policy of a caller. Default: the agent's own, whatever that policy is. */
  readonly findModerator?:
    ((agent: Pick<ServedAgent, 'moderator'>, policy: string | undefined) => Moderator) | undefined;
  /** The most runs at once in this process. Default: 10. */
  readonly concurrency?: number | undefined;
  /** Milliseconds after which a run of a process that has ended goes on in another. Default: 30,000. */
  readonly leaseMilliseconds?: number | undefined;
  /** Milliseconds between two looks for runs and events when no news comes. Default: 1,000. */
  readonly pollMilliseconds?: number | undefined;
  /** The most times that a run is begun. Default: 3. */
  readonly attempts?: number | undefined;
  /** Milliseconds in which a run that was asked to end may do so by itself. Then it is left behind. Default: 2,000. */
  readonly graceMilliseconds?: number | undefined;
  /** Milliseconds between two looks for approvals whose time is over. Default: 5,000. */
  readonly approvalMilliseconds?: number | undefined;
  /** Milliseconds for which a thread is kept after the run that it was made for. Default: 60,000. */
  readonly temporaryThreadMilliseconds?: number | undefined;
  /** Milliseconds after which a thread is deleted that nobody uses. Default: it is kept. */
  readonly threadMilliseconds?: number | undefined;
  /** The most events of one run. Default: 100,000. */
  readonly eventsPerRun?: number | undefined;
  /** The most characters of the events of one run. Default: 64 Mi. */
  readonly charactersPerRun?: number | undefined;
  /** Whether webhooks may be at private addresses, such as 127.0.0.1. Default: false. */
  readonly allowsPrivateWebhooks?: boolean | undefined;
  /** Called before a run is saved, and before it is moderated. An error of it refuses the run. */
  readonly beforeRun?: ((request: RunRequest, agent: ServedAgent) => void | Promise<void>) | undefined;
  /** Called when a run has ended. */
  readonly onRunEnd?: ((run: RunRecord) => void) | undefined;
  /** Called for errors that no caller sees. The error may hold text that was not moderated: log only its name. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

const defaults = {
  concurrency: 10,
  leaseMilliseconds: 30_000,
  pollMilliseconds: 1_000,
  attempts: 3,
  graceMilliseconds: 2_000,
  approvalMilliseconds: 5_000,
  temporaryThreadMilliseconds: 60_000,
  eventsPerRun: 100_000,
  charactersPerRun: 64 * 1024 * 1024,
  allowsPrivateWebhooks: false,
  findModerator: ({ moderator }: Pick<ServedAgent, 'moderator'>): Moderator => moderator,
  onError: (): void => undefined,
};

/** The options of a runtime, with their defaults. */
export type RuntimeSettings = AgentRuntimeOptions & {
  readonly [Name in keyof typeof defaults]: NonNullable<AgentRuntimeOptions[Name]>;
};

/** Fills in the defaults. */
export function toRuntimeSettings(options: AgentRuntimeOptions): RuntimeSettings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...defaults, ...(given as unknown as AgentRuntimeOptions) } as RuntimeSettings;
}
