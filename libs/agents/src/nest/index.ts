export {
  type AgentsErrorAnswer,
  type AgentsModuleOptions,
  type AgentsRequest,
  type GivenAgent,
} from './agents-options.js';
export { agentsControllers, AgentsModule, type AgentsModuleAsyncOptions } from './agents.module.js';
export { AgentsServer } from './agents-server.js';
export { statusByCode } from './http/index.js';
