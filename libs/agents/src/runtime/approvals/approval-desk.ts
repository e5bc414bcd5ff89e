import {
  fromInterruptValue,
  isLate,
  type PersonDecision,
  prepareDecisions,
  readAnswer,
  toAnswer,
} from '../../approvals/index.js';
import {
  type ApprovalRecord,
  type JsonObject,
  type JsonValue,
  type RunCaller,
  type RunRecord,
  type RunRequest,
  type ThreadRecord,
} from '../../contract/index.js';
import {
  ApprovalMissingError,
  ApprovalSettledError,
  RequestInvalidError,
  ThreadBusyError,
} from '../../errors/index.js';
import { type AssistantDirectory } from '../assistant-directory.js';
import { type RuntimeSettings } from '../runtime-options.js';
import { isAsked } from './settle-stale.js';

/** The approvals of one look for those whose time is over. */
const batchSize = 100;

/** Settles approvals, and lets their runs go on: by the decision of a person, or because their time is over. */
export class ApprovalDesk {
  readonly #settings: RuntimeSettings;
  readonly #directory: AssistantDirectory;
  readonly #createRun: (request: RunRequest) => Promise<RunRecord>;
  #sweep: Promise<void> | undefined;

  constructor(
    settings: RuntimeSettings,
    directory: AssistantDirectory,
    createRun: (request: RunRequest) => Promise<RunRecord>,
  ) {
    this.#settings = settings;
    this.#directory = directory;
    this.#createRun = createRun;
  }

  /**
   * Settles an approval with the decisions of a person.
   *
   * @param answer as a run is resumed with it: one decision for each call
   * @throws {RequestInvalidError} for decisions that do not fit the calls, or that the policy refuses
   * @throws {ApprovalSettledError} for calls that do not wait any more
   * @returns the run that goes on
   */
  async decide({ owner, policy }: RunCaller, id: string, answer: JsonValue): Promise<RunRecord> {
    const { storage, findModerator } = this.#settings;
    const record = await storage.approvals.find(owner, id);
    if (record === undefined) throw new ApprovalMissingError(id);
    if (!(await this.#waits(record)) || isLate(record, new Date())) throw new ApprovalSettledError();
    const questions = fromInterruptValue(record.request);
    const read = readAnswer(answer, questions);
    if (!('decisions' in read)) throw new RequestInvalidError([read.problem]);
    const moderator = findModerator(this.#directory.findAgent(record.agent), policy);
    const prepared = await prepareDecisions(questions, read.decisions, moderator);
    if (!('decisions' in prepared)) throw new RequestInvalidError([prepared.problem]);
    const run = await this.#resume(record, toAnswer(prepared.decisions, questions), policy);
    // The run settles it, too. Until then it does not wait any more.
    const decision = { decisions: JSON.parse(JSON.stringify(prepared.decisions)) as JsonObject[] };
    await storage.approvals.settle(owner, id, 'decided', decision);
    return run;
  }

  /** Settles the approvals whose time is over. Their runs go on, as if a person had rejected the calls. */
  async expire(now: Date): Promise<void> {
    this.#sweep ??= this.#expireAll(now).finally(() => (this.#sweep = undefined));
    await this.#sweep;
  }

  async #expireAll(now: Date): Promise<void> {
    const { storage, onError } = this.#settings;
    for (const record of await storage.approvals.listExpired(now, batchSize)) {
      try {
        await this.#expire(record);
      } catch (error) {
        // Another process lets it go on, or a run of the thread does.
        if (!ThreadBusyError.isInstance(error)) onError(error);
      }
    }
  }

  async #expire(record: ApprovalRecord): Promise<void> {
    const { storage, agents } = this.#settings;
    const thread = await storage.threads.find(record.owner, record.threadId);
    if (thread?.status === 'busy') return;
    const expired: PersonDecision = { type: 'expired' };
    const decisions = fromInterruptValue(record.request).map(() => expired);
    if (agents.find(record.agent) !== undefined && (await this.#waits(record, thread))) {
      await this.#resume(record, { decisions: decisions.map(({ type }) => ({ type })) });
    }
    await storage.approvals.settle(record.owner, record.id, 'expired', {
      decisions: decisions.map(({ type }) => ({ type })),
    });
  }

  /** Checks whether a call waits, and its thread with it. */
  async #waits({ owner, id, threadId }: ApprovalRecord, known?: ThreadRecord): Promise<boolean> {
    const { threads, approvals } = this.#settings.storage;
    const thread = known ?? (await threads.find(owner, threadId));
    const record = await approvals.find(owner, id);
    return record?.status === 'pending' && thread !== undefined && isAsked(thread.interrupts, id);
  }

  /** Creates the run that goes on with an answer, with the arguments of the run that asked. */
  async #resume(
    { owner, threadId, runId, agent, id }: ApprovalRecord,
    answer: JsonObject,
    policy?: string,
  ): Promise<RunRecord> {
    const asking = await this.#settings.storage.runs.find(owner, threadId, runId);
    const { input: _input, checkpoint: _checkpoint, ...others } = asking?.arguments ?? defaultArguments;
    return this.#createRun({
      owner,
      threadId,
      createsThread: false,
      assistantId: asking?.assistantId ?? agent,
      arguments: { ...others, endsWithCaller: false, command: { resume: { [id]: answer } } },
      metadata: asking?.metadata ?? {},
      multitaskStrategy: 'reject',
      delay: 0,
      policy: policy ?? asking?.arguments.policy,
    });
  }
}

const defaultArguments: RunRequest['arguments'] = {
  config: {},
  streamModes: ['values'],
  streamSubgraphs: false,
  endsWithCaller: false,
  isResumable: false,
  deletesThread: false,
};
