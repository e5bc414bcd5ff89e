import { AgentsError } from './agents-error.js';

/** Thrown when a run has as many events as it may. */
export class RunEventsFullError extends AgentsError {
  static override readonly code = 'AGENT_RUN_EVENTS_FULL';
  readonly code = RunEventsFullError.code;

  constructor(maximum: number) {
    super(`The run has more than ${maximum} events, the most for one run. Ask for fewer stream modes or fewer steps.`);
  }
}
