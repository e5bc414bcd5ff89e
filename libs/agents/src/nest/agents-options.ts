import { type ServerResponse } from 'node:http';
import { type Moderator } from '@leeward/moderation';
import { type AgentGraph, type AgentRegistry, type AgentStorage, type ServedAgent } from '../contract/index.js';
import { type AgentRuntimeOptions } from '../runtime/index.js';

/** A graph, or an agent that LangChain's `createAgent` made. */
export type GivenAgent = AgentGraph | { readonly graph: object };

/** A request, as the adapter of Nest has it. */
export interface AgentsRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The answer to an error, in the form of LangGraph's servers. */
export interface AgentsErrorAnswer {
  readonly status: number;
  /** Distinguishes errors, and never changes. */
  readonly code: string;
  /** The problem, without text of users. */
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The options of `AgentsModule.forRoot`. */
export interface AgentsModuleOptions extends Omit<AgentRuntimeOptions, 'agents' | 'storage'> {
  /** The agents by their names: lower-case letters, digits, `-` and `_`. Or a registry, whose agents may change. */
  readonly agents: Readonly<Record<string, GivenAgent | ServedAgent>> | AgentRegistry;
  readonly storage: AgentStorage;
  /** Moderates the agents that have no moderator of their own. */
  readonly moderator: Moderator;
  /** Finds to whom the records of a request belong. Default: all belong to `open`. */
  readonly owner?: ((request: AgentsRequest) => string) | undefined;
  /** Finds the name of the policy of a caller. Default: the agent's own. */
  readonly policy?: ((request: AgentsRequest) => string | undefined) | undefined;
  /** Called with each id under which decisions about a request, or the run that it asks for, are recorded. Default: nobody is told. */
  readonly onDecisionId?: ((request: AgentsRequest, id: string) => void) | undefined;
  /** The path under which all routes are. Default: the root. */
  readonly path?: string | undefined;
  /** Resolves when runs may begin; before, they wait. Default: when the application has started. */
  readonly ready?: (() => Promise<void>) | undefined;
  /**
   * Answers an error. `usual` is the answer to errors of this library; undefined for any other error. Default: `usual`, and 500 for
   * any other error.
   */
  readonly answerError?:
    ((error: unknown, usual: AgentsErrorAnswer | undefined, response: ServerResponse) => AgentsErrorAnswer) | undefined;
  /** Milliseconds that runs have to end when the application stops. Default: 10,000. */
  readonly stopMilliseconds?: number | undefined;
}

/** The token of the options. */
export const agentsOptions = Symbol('agents options');

/** Makes a registry of the agents that the options name. */
export function toRegistry({ agents, moderator }: AgentsModuleOptions): AgentRegistry {
  if (isRegistry(agents)) return agents;
  const served = Object.entries(agents).map(([name, agent]) => toServedAgent(name, agent, moderator));
  const byName = new Map(served.map((agent) => [agent.name, agent]));
  return { find: (name) => byName.get(name), list: () => served };
}

function isRegistry(agents: AgentsModuleOptions['agents']): agents is AgentRegistry {
  return typeof agents['find'] === 'function' && typeof agents['list'] === 'function';
}

function toServedAgent(name: string, agent: GivenAgent | ServedAgent, moderator: Moderator): ServedAgent {
  if (!/^[a-z0-9_-]{1,64}$/.test(name)) {
    throw new TypeError(`The agent ${JSON.stringify(name)} needs a name of lower-case letters, digits, - and _.`);
  }
  if ('moderator' in agent) return { ...agent, name };
  // An agent of `createAgent` looks like a graph itself; the one that can be run is inside.
  const graph = 'graph' in agent ? (agent.graph as AgentGraph) : agent;
  return { name, graph, moderator };
}
