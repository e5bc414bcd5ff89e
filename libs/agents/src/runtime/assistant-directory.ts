import { v5 } from '@langchain/core/utils/uuid';
import {
  type AgentRegistry,
  type AssistantRecord,
  type AssistantStorage,
  type ServedAgent,
} from '../contract/index.js';
import { AgentMissingError, AssistantMissingError } from '../errors/index.js';

/** The namespace in which LangGraph's servers make the ids of assistants out of the names of graphs. */
const graphNamespace = '6ba7b821-9dad-11d1-80b4-00c04fd430c8';

/** Makes the id of the assistant that comes with an agent, as LangGraph's servers do. */
export function toAssistantId(agent: string): string {
  return v5(agent, graphNamespace);
}

/** An assistant with its agent. */
export interface FoundAssistant {
  readonly assistant: AssistantRecord;
  readonly agent: ServedAgent;
}

/** Finds assistants, and gives each agent one of its own name. */
export class AssistantDirectory {
  readonly #agents: AgentRegistry;
  readonly #assistants: AssistantStorage;
  readonly #saved = new Set<string>();

  constructor(agents: AgentRegistry, assistants: AssistantStorage) {
    this.#agents = agents;
    this.#assistants = assistants;
  }

  /** Saves the assistants that come with the agents. The set of agents may have changed, so it is called before each search. */
  async saveAll(): Promise<void> {
    for (const agent of this.#agents.list()) {
      if (this.#saved.has(agent.name)) continue;
      await this.#assistants.create(toRecord(agent));
      this.#saved.add(agent.name);
    }
  }

  /** @param id the id of an assistant, or the name of an agent */
  async find(owner: string, id: string): Promise<FoundAssistant> {
    await this.saveAll();
    const isName = this.#agents.find(id) !== undefined;
    const assistant = await this.#assistants.find(owner, isName ? toAssistantId(id) : id);
    if (assistant === undefined) throw new AssistantMissingError(id);
    return { assistant, agent: this.findAgent(assistant.graphId) };
  }

  /** @throws {AgentMissingError} for an agent that is not served */
  findAgent(name: string): ServedAgent {
    const agent = this.#agents.find(name);
    if (agent === undefined) throw new AgentMissingError(name);
    return agent;
  }
}

function toRecord({ name, description }: ServedAgent): AssistantRecord {
  const now = new Date();
  return {
    id: toAssistantId(name),
    owner: null,
    graphId: name,
    name,
    description: description ?? null,
    config: {},
    context: {},
    metadata: { created_by: 'system' },
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
