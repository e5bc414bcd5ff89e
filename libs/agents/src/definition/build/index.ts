export { buildAgents, type BuiltAgents } from './build-agents.js';
export { SharedResources } from './shared-resources.js';
