export { type AgentRuntimeOptions } from './runtime-options.js';
export { AssistantDirectory, toAssistantId } from './assistant-directory.js';
export { createAgentRuntime, ServerRuntime } from './server-runtime.js';
export { type StateUpdate } from './threads/index.js';
