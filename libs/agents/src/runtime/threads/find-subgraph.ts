import { type AgentGraph } from '../../contract/index.js';

/**
 * Finds the graph whose checkpoints a namespace names. LangGraph does so only where the graph has a checkpointer of its own.
 * The graph itself, when the namespace is empty or names a graph that a node builds while it runs.
 */
export async function findSubgraph(graph: AgentGraph, namespace: string | undefined): Promise<AgentGraph> {
  const path = toGraphPath(namespace ?? '');
  if (path === '') return graph;
  for await (const [, subgraph] of graph.getSubgraphsAsync(path, true)) return subgraph as AgentGraph;
  return graph;
}

/** Removes the ids of tasks, and their numbers. `outer:5f0c|1|inner:9a7e` becomes `outer|inner`. */
function toGraphPath(namespace: string): string {
  return namespace
    .split('|')
    .filter((part) => !/^\d+$/.test(part))
    .map((part) => part.split(':')[0] ?? '')
    .join('|');
}
