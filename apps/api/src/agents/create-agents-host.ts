import { type AgentDecisionListener, type AgentEmbeddings, type AgentsHost } from '@leeward/agents';
import { MixtralEmbeddings } from '@leeward/mixtral-llm';
import { Logger } from '@nestjs/common';
import { type Moderators } from '../access/moderators.js';
import { type EmbeddingHost } from '../model/embedding-host.js';
import { type AgentAccess } from './agent-access.js';

/** The parts of the server that agents use. */
interface AgentsHostParts {
  readonly access: AgentAccess;
  /** Undefined when none is configured. */
  readonly embeddings?: { readonly host: EmbeddingHost; readonly name: string } | undefined;
  readonly moderators: Moderators;
  readonly onDecision: AgentDecisionListener;
}

/** Gives the models, the policies and the listeners of the server to its agents. */
export function createAgentsHost({ access, embeddings, moderators, onDecision }: AgentsHostParts): AgentsHost {
  const logger = new Logger('agents');
  return {
    models: { default: (run) => access.createChat(run) },
    findModerator: (policy = moderators.defaultPolicy) => moderators.for(policy),
    embeddings: embeddings && toAgentEmbeddings(embeddings.host, embeddings.name),
    onDecision,
    onLeftOut: (documents, { path, reason }) =>
      logger.warn(`A document of ${documents} cannot be found: ${JSON.stringify(path)} ${reason}.`),
  };
}

/** Computes vectors by the embedding model, which may be loaded later. */
function toAgentEmbeddings(host: EmbeddingHost, name: string): AgentEmbeddings {
  const find = (): MixtralEmbeddings => new MixtralEmbeddings({ engine: host.select() });
  return {
    name,
    model: {
      embedDocuments: async (documents) => find().embedDocuments(documents),
      embedQuery: async (document) => find().embedQuery(document),
    },
  };
}
