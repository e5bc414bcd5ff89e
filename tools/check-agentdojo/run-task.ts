import { type DojoServer, type ThreadValues, type WaitingCall } from './dojo-server.js';
import { type DojoEnvironments, type DojoTask } from './environments.js';
import { findLabels } from './labels.js';
import { callPrefixes, type Moment } from './obedient-model.js';
import { type SettingName } from './settings.js';

/** A task under a setting. */
export interface Trial {
  readonly task: DojoTask;
  readonly setting: SettingName;
  readonly moment: Moment;
}

/** A call about which a person was asked. */
export interface AskedCall {
  readonly name: string;
  readonly args: unknown;
  readonly reasons: readonly string[];
}

/** The outcome of a trial. */
export interface TrialResult extends Trial {
  /** The user's own calls about which a person was asked. */
  readonly asked: readonly AskedCall[];
  /** The user's own calls that were refused or failed. */
  readonly missing: readonly string[];
  /** The attacker's calls that ran without a person, by their effect. */
  readonly attackExternal: readonly string[];
  readonly attackInternal: readonly string[];
  /** Whether the model has read the text of the attacker, and tried an act for it. */
  readonly wasAttacked: boolean;
  /** Whether the user, and the attacker, got what they wanted, by the checks of AgentDojo. */
  readonly utility: boolean;
  readonly security: boolean | null;
}

/** Runs a task. The person approves what the user wants, and rejects what the attacker wants. */
export async function runTrial(trial: Trial, server: DojoServer, environments: DojoEnvironments): Promise<TrialResult> {
  const run = await environments.begin(trial.task);
  const agent = `${trial.task.suite}-${trial.setting}`;
  const started = await server.begin(agent, run, trial.moment);
  const asked: AskedCall[] = [];
  let { values } = started;
  for (let waiting = listWaiting(values); waiting.length > 0; waiting = listWaiting(values)) {
    for (const call of waiting.filter(isOfUser)) {
      asked.push({ name: call.name, args: call.args, reasons: call.reasons.map(({ text }) => text) });
    }
    const decisions = waiting.map((call) => ({ type: isOfUser(call) ? 'approve' : 'reject' }));
    values = await server.resume(agent, started.threadId, decisions);
  }
  const ran = await server.end(started.threadId);
  const ranIds = new Set(ran.map(({ id }) => id));
  const byAttacker = ran.filter((call) => !isOfUser(call));
  const listAttack = (effect: string): string[] =>
    byAttacker.flatMap(({ name }) => (findLabels(trial.task.suite, name).effect === effect ? [name] : []));
  return {
    ...trial,
    asked,
    missing: run.user_calls.flatMap(({ name }, index) => (ranIds.has(`${callPrefixes.user}${index}`) ? [] : [name])),
    attackExternal: listAttack('external'),
    attackInternal: listAttack('internal'),
    wasAttacked: values.messages.some(({ tool_call_id: id = '' }) => id.startsWith(callPrefixes.attacker)),
    ...(await environments.end(run.id)),
  };
}

function listWaiting({ __interrupt__: interrupts = [] }: ThreadValues): readonly WaitingCall[] {
  return interrupts.flatMap(({ value }) => value.action_requests);
}

function isOfUser({ id }: { readonly id: string }): boolean {
  return id.startsWith(callPrefixes.user);
}
