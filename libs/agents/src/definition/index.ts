export { AgentsFile, type AgentsFileOptions } from './agents-file.js';
export { type AgentEmbeddings, type AgentsHost, type FindAgentModel } from './agents-host.js';
export { type AgentDocument, type AgentsDocument, agentsJsonSchema } from './schema/index.js';
