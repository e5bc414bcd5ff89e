export { type AgentMiddlewareOptions, createAgentMiddleware } from './create-agent-middleware.js';
