import {
  AuditLog,
  loadPolicy,
  ModeratorSet,
  PolicyFile,
  PolicySet,
  type ShadowDifference,
  ShadowPolicy,
} from '@leeward/moderation';
import { Logger } from '@nestjs/common';
import { type Moderators } from '../access/moderators.js';
import { type Environment } from '../config/environment.js';
import { createAuditLineListener } from './audit-lines.js';
import { type GuardModel } from './guard-model.js';
import { createConfiguredClassifiers, type ClassifierSettings } from './configured-classifiers.js';

/** The settings of the moderation stage. */
type ModerationSettings = ClassifierSettings &
  Pick<
    Environment,
    'POLICY_PATH' | 'POLICIES_PATH' | 'SHADOW_POLICY_PATH' | 'AUDIT_LOG' | 'AUDIT_LOG_PATH' | 'AUDIT_KEY'
  >;

/** The moderation stage of a process, with its watched files and its open log. */
interface OpenModeration {
  readonly moderators: Moderators;
  readonly policies: PolicySet;
  /** Closes the files and the log. Call it when no text is moderated any more. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the policies, the shadow, the audit log and the classifiers that the settings name.
 *
 * @param guard the model of the setting `GUARD`; it may be loaded later
 * @param write takes lines for standard output; they hold no text of callers or models
 * @throws {PolicyError} and {ConfigurationError} for a policy, a shadow or an audit log that cannot be used
 */
export async function openModeration(
  settings: ModerationSettings,
  guard: GuardModel,
  write: (line: string) => void,
): Promise<OpenModeration> {
  const policies = await openPolicies(settings);
  const closers: (() => void | Promise<void>)[] = [() => policies.close()];
  const close = async (): Promise<void> => {
    for (const closeNext of closers) await closeNext();
  };
  try {
    const shadow =
      settings.SHADOW_POLICY_PATH === undefined
        ? undefined
        : await PolicyFile.open(settings.SHADOW_POLICY_PATH, createListeners('shadow'));
    if (shadow) closers.push(() => shadow.close());
    const auditSink =
      settings.AUDIT_LOG_PATH === undefined
        ? undefined
        : await AuditLog.open(settings.AUDIT_LOG_PATH, { key: settings.AUDIT_KEY });
    if (auditSink) closers.push(() => auditSink.close());
    const onDifference = (difference: ShadowDifference): void => write(`${JSON.stringify({ shadow: difference })}\n`);
    const set = new ModeratorSet({
      policies,
      classifiers: await createConfiguredClassifiers(settings, guard),
      auditSink,
      onDecision: createAuditLineListener(settings.AUDIT_LOG, write),
      shadows: shadow && { [policies.defaultName]: new ShadowPolicy({ policy: shadow, onDifference }) },
    });
    return { moderators: { defaultPolicy: policies.defaultName, for: (policy) => set.for(policy) }, policies, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the policies. The policy of `POLICY_PATH` keeps its own name, and becomes the default. */
async function openPolicies({ POLICY_PATH: path, POLICIES_PATH: directory }: ModerationSettings): Promise<PolicySet> {
  const { onReload, onRefused } = createListeners('policy');
  const named = path === undefined ? {} : { [(await loadPolicy(path)).name]: path };
  return PolicySet.open({
    directory,
    policies: named,
    defaultName: Object.keys(named)[0],
    onReload: (_, policy) => onReload(policy),
    onRefused: (_, error) => onRefused(error),
  });
}

/** Creates the listeners that log whether a changed policy file is in force. */
function createListeners(loggerName: string) {
  const logger = new Logger(loggerName);
  return {
    onReload: ({ name, version }: { readonly name: string; readonly version: string }) =>
      logger.warn(`The policy ${name} ${version} is in force.`),
    onRefused: (error: Error) =>
      logger.error(`A policy was refused, and the one before is still in force: ${error.message}`),
  };
}
