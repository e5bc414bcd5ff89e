import { AsyncLocalStorage } from 'node:async_hooks';

import { emptyFlow, type Flow, mergeFlows } from '../run-state/index.js';

/** Carries what was read between a run and an agent that one of its tools runs, in both directions. */
export class FlowScope {
  /** Everything that the run has read. The agent in the tool begins with it. */
  readonly inherited: Flow;
  #collected = emptyFlow;

  constructor(inherited: Flow) {
    this.inherited = inherited;
  }

  /** Everything that agents in the tool have read. */
  get collected(): Flow {
    return this.#collected;
  }

  /** Tells the run what an agent in its tool has read. */
  add(flow: Flow): void {
    // Its trusted results are its own: the run sees only the result of the tool.
    this.#collected = mergeFlows(this.#collected, { ...flow, trustedCalls: [] });
  }
}

const scopes = new AsyncLocalStorage<FlowScope>();

/** Finds the scope of the tool in which this code runs. Undefined: it runs in no tool. */
export function findFlowScope(): FlowScope | undefined {
  return scopes.getStore();
}

/** Runs a tool within a scope. */
export function runInFlowScope<Result>(scope: FlowScope, run: () => Result): Result {
  return scopes.run(scope, run);
}
