export { AgentAccess } from './agent-access.js';
export { speakLangGraph } from './agents-error.js';
export { createAgentsOptions } from './agents-options.js';
export { createAgentsHost } from './create-agents-host.js';
export { createDecisionListener } from './decision-listener.js';
export { ServerAgents } from './server-agents.js';
