export { agentsJsonSchema } from './agents-json-schema.js';
export { type AgentDocument, type AgentsDocument, agentsSchema } from './agents-schema.js';
export { toAllowedTools, toLabels } from './labels-schema.js';
