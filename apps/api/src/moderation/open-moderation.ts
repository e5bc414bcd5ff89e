import {
  type AuditEvent,
  AuditLog,
  type AuditRecovery,
  type Classifier,
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
import { openSetting } from '../errors/start-errors.js';
import { createAuditLineListener } from './audit-lines.js';
import { type GuardModel } from './guard-model.js';
import { createConfiguredClassifiers, type ClassifierSettings } from './configured-classifiers.js';

/** The settings of the moderation stage. */
type ModerationSettings = ClassifierSettings &
  Pick<
    Environment,
    'POLICY_PATH' | 'POLICIES_PATH' | 'SHADOW_POLICY_PATH' | 'AUDIT_LOG' | 'AUDIT_LOG_PATH' | 'AUDIT_KEY' | 'AUDIT_SYNC'
  >;

/** The guard models of the settings. */
interface GuardModels {
  /** The chat model of the setting `GUARD`. */
  readonly chatGuard: GuardModel;
  /** The classifiers of the learned guard. Undefined: there is none. */
  readonly learnedGuard?: { readonly classifier: Classifier; readonly examples: Classifier } | undefined;
}

/** The settings that name policies. */
const policySettings = ['POLICY_PATH', 'POLICIES_PATH', 'SHADOW_POLICY_PATH'] as const;

/** The moderation stage of a process, with its watched files and its open log. */
interface OpenModeration {
  readonly moderators: Moderators;
  readonly policies: PolicySet;
  /** Undefined when decisions are not kept in a file. */
  readonly auditLog: AuditLog | undefined;
  /**
   * Resolves when the categories that policies define by examples are learned. Later policies are learned before they are in force.
   * @throws {SettingError} when that fails
   */
  readonly ready: () => Promise<void>;
  /** Closes the files and the log. Call it when no text is moderated any more. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the policies, the shadow, the audit log and the classifiers that the settings name.
 *
 * @param guards the guard models; they may be loaded later
 * @param write takes lines for standard output; they hold no text of callers or models
 * @param onDecision gets every decision, without text
 * @throws {SettingError} for a policy, a shadow or an audit log that cannot be used
 */
export async function openModeration(
  settings: ModerationSettings,
  guards: GuardModels,
  write: (line: string) => void,
  onDecision: (event: AuditEvent) => void = () => undefined,
): Promise<OpenModeration> {
  const policies = await openPolicies(settings);
  const closers: (() => void | Promise<void>)[] = [() => policies.close()];
  const close = async (): Promise<void> => {
    for (const closeNext of closers) await closeNext();
  };
  const { SHADOW_POLICY_PATH: shadowPath } = settings;
  try {
    const shadow =
      shadowPath === undefined
        ? undefined
        : await openSetting('SHADOW_POLICY_PATH', () => PolicyFile.open(shadowPath, createListeners('shadow')));
    if (shadow) closers.push(() => shadow.close());
    const auditLog = await openAuditLog(settings);
    if (auditLog) closers.push(() => auditLog.close());
    const onDifference = (difference: ShadowDifference): void => write(`${JSON.stringify({ shadow: difference })}\n`);
    const writeDecision = createAuditLineListener(settings.AUDIT_LOG, write);
    const { chatGuard, learnedGuard } = guards;
    const configured = await createConfiguredClassifiers(settings, chatGuard);
    const classifiers = learnedGuard ? [...configured, learnedGuard.examples] : configured;
    // A policy that names a classifier which is not there fails only now.
    const named = policySettings.filter((name) => settings[name] !== undefined).join(', ');
    const set = await openSetting(
      named,
      async () =>
        new ModeratorSet({
          policies,
          classifiers,
          guard: learnedGuard?.classifier,
          auditSink: auditLog,
          onDecision: (event) => {
            writeDecision(event);
            onDecision(event);
          },
          shadows: shadow && { [policies.defaultName]: new ShadowPolicy({ policy: shadow, onDifference }) },
        }),
    );
    const moderators = { defaultPolicy: policies.defaultName, for: (policy: string) => set.for(policy) };
    return { moderators, policies, auditLog, ready: () => openSetting(named, () => set.ready()), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the policies. The policy of `POLICY_PATH` keeps its own name, and becomes the default. */
async function openPolicies({ POLICY_PATH: path, POLICIES_PATH: directory }: ModerationSettings): Promise<PolicySet> {
  const { onReload, onRefused } = createListeners('policy');
  const name = path === undefined ? undefined : (await openSetting('POLICY_PATH', () => loadPolicy(path))).name;
  const open = (): Promise<PolicySet> =>
    PolicySet.open({
      directory,
      policies: name === undefined || path === undefined ? {} : { [name]: path },
      defaultName: name,
      onReload: (_, policy) => onReload(policy),
      onRefused: (_, error) => onRefused(error),
    });
  return directory === undefined ? open() : openSetting('POLICIES_PATH', open);
}

/** Opens the audit log, if the settings name one, and logs when it fails and when it goes on. */
async function openAuditLog(settings: ModerationSettings): Promise<AuditLog | undefined> {
  const { AUDIT_LOG_PATH: path, AUDIT_KEY: key, AUDIT_SYNC: sync } = settings;
  if (path === undefined) return undefined;
  const logger = new Logger('audit');
  const onFailure = ({ message }: Error): void => logger.error(message);
  const onRecovery = (recovery: AuditRecovery): void =>
    logger.warn(`The audit log ${path} goes on: ${JSON.stringify(recovery)}`);
  return openSetting('AUDIT_LOG_PATH', () => AuditLog.open(path, { key, sync, onFailure, onRecovery }));
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
