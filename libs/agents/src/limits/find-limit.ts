import { type RunLimits } from '../contract/index.js';
import { type Usage } from '../run-state/index.js';

/** The reasons for which a limit ends a run. They never change, so programs may rely on them. */
export type EndReason = 'step_limit' | 'token_limit' | 'time_limit' | 'cost_limit' | 'loop';

/** The end of a run by a limit. */
export interface LimitEnd {
  readonly reason: EndReason;
  /** The last message of the run. */
  readonly message: string;
}

/** The limits of a run of which its definition names none. */
export const defaultLimits = { steps: 50, milliseconds: 600_000, equalCalls: 3 } as const;

/** Finds the limit that a run has reached. */
export function findReachedLimit(usage: Usage, elapsed: number, limits: RunLimits): LimitEnd | undefined {
  const { steps = defaultLimits.steps, milliseconds = defaultLimits.milliseconds, tokens, cost } = limits;
  if (usage.steps >= steps) return end('step_limit', `has made ${usage.steps} of ${steps} steps`);
  if (elapsed >= milliseconds) return end('time_limit', `has taken its ${Math.round(milliseconds / 1_000)} seconds`);
  if (tokens !== undefined && usage.tokens >= tokens) return end('token_limit', `has used its ${tokens} tokens`);
  if (cost !== undefined && usage.cost >= cost) return end('cost_limit', `has cost its ${cost} US dollars`);
  return undefined;
}

/** Creates the end of a run that makes one call again and again. */
export function toLoopEnd(tool: string, calls: number): LimitEnd {
  return end('loop', `has called ${tool} ${calls} times with the same arguments`);
}

function end(reason: EndReason, what: string): LimitEnd {
  return { reason, message: `I stopped before the task was done: this run ${what}. Ask again to go on.` };
}
