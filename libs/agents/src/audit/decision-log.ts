import {
  type AgentDecision,
  type AgentDecisionListener,
  type CallReason,
  findRunContext,
  type RunContext,
} from '../contract/index.js';

/** The parts of LangChain's runtime from which a run is known. */
export interface RunRuntime {
  readonly configurable?: object | undefined;
}

/** A decision about a call, as middleware reports it. */
export interface CallDecision extends Pick<AgentDecision, 'outcome' | 'decidedBy' | 'hasReason'> {
  readonly call: { readonly id?: string | undefined; readonly name: string };
  readonly reasons: readonly CallReason[];
}

/** Tells a listener of the decisions about calls. */
export class DecisionLog {
  readonly #listener: AgentDecisionListener | undefined;
  readonly #now: () => Date;

  constructor(listener: AgentDecisionListener | undefined, now: () => Date) {
    this.#listener = listener;
    this.#now = now;
  }

  /** @throws what the listener throws: a call that cannot be written down does not run */
  async write(runtime: RunRuntime, { call, reasons, ...decision }: CallDecision): Promise<void> {
    const run: Partial<RunContext> = findRunContext(runtime) ?? {};
    const { thread_id: threadId } = (runtime.configurable ?? {}) as { readonly thread_id?: unknown };
    await this.#listener?.({
      type: 'agent-decision',
      time: this.#now().toISOString(),
      owner: run.owner,
      agent: run.agent,
      threadId: run.threadId ?? (typeof threadId === 'string' ? threadId : undefined),
      runId: run.runId,
      callId: call.id ?? '',
      tool: call.name,
      reasons: reasons.map(({ code }) => code),
      sourceTools: [...new Set(reasons.flatMap(({ sourceTool }) => sourceTool ?? []))],
      ...decision,
    });
  }
}
