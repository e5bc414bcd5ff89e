import { type Moderator } from '@leeward/moderation';
import { type Pregel } from '@langchain/langgraph';

/** The compiled graph of an agent: one of LangGraph, or the `graph` of LangChain's `createAgent`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- LangGraph's own type of any graph.
export type AgentGraph = Pregel<any, any>;

/** Bounds of one run. */
export interface RunLimits {
  /** The most answers of its models. Of a graph without our middleware: the most steps of LangGraph. Default: 50. */
  readonly steps?: number | undefined;
  /** The most tokens that its models read and write. Default: no bound. */
  readonly tokens?: number | undefined;
  /** The most milliseconds. Default: 10 minutes. */
  readonly milliseconds?: number | undefined;
  /** The most that its models cost, in US dollars by the prices of the definition. Default: no bound. */
  readonly cost?: number | undefined;
  /** The number of equal calls of one tool with which a run counts as a loop. Default: 3. */
  readonly equalCalls?: number | undefined;
}

/** An agent that is served. */
export interface ServedAgent {
  /** Lower-case letters, digits, `-` and `_`, at most 64. */
  readonly name: string;
  readonly description?: string | undefined;
  readonly graph: AgentGraph;
  /** Moderates what goes into the graph and what comes out of it. */
  readonly moderator: Moderator;
  readonly limits?: RunLimits | undefined;
  /** The name of its model. Default: it is not known. */
  readonly model?: string | undefined;
  /** Gives the graph with another moderator inside, for runs under the policy of a key. Default: `graph` serves all runs. */
  readonly graphFor?: ((moderator: Moderator) => AgentGraph) | undefined;
  /**
   * Whether the graph was built with `moderationMiddleware`, so that its model and its tools are moderated inside. Default: false; then
   * the runtime gates its streams and moderates what it writes to checkpoints.
   */
  readonly isModerated?: boolean | undefined;
}

/** Finds agents by name. The set may change while the server runs. */
export interface AgentRegistry {
  find(name: string): ServedAgent | undefined;
  list(): readonly ServedAgent[];
}
