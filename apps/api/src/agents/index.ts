export { speakLangGraph } from './agents-error.js';
export { createAgentsHost } from './create-agents-host.js';
export { createAgentsOptions } from './agents-options.js';
export { ServerAgents } from './server-agents.js';
