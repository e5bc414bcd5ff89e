import { isGuarded } from '../../run-state/index.js';
import { type RunRecord, type ServedAgent } from '../../contract/index.js';
import { defaultLimits } from '../../limits/index.js';

/** The least limit of LangGraph for a graph that counts its own steps. */
const leastRecursion = 10_000;

/**
 * Chooses LangGraph's limit of the steps of a graph. A graph with our limits counts the answers of its model, each of which takes several
 * steps of LangGraph: its own limit must end the run first, with a message and a reason.
 */
export function toRecursionLimit(
  { arguments: { config } }: Pick<RunRecord, 'arguments'>,
  { graph, limits }: ServedAgent,
): number {
  const steps = limits?.steps ?? defaultLimits.steps;
  const countsItself = isGuarded({ graph });
  const nodes = Object.keys(graph.nodes).length;
  const most = countsItself ? Math.max(leastRecursion, 2 * (steps + 1) * (nodes + 1)) : steps;
  const asked = config['recursion_limit'];
  return typeof asked === 'number' && asked >= 1 ? Math.min(asked, most) : most;
}
