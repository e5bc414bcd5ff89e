export { approveAgentInput, type AgentInputOptions } from './approve-agent-input.js';
export { ModeratedChatModel, type ModeratedChatModelFields, moderatedChatModel } from './moderated-chat-model.js';
export { moderate, type ModerateRunnableOptions } from './moderated-runnable.js';
export { moderationMiddleware, type ModerationMiddlewareOptions } from './moderation-middleware.js';
export { type ModerationNotice } from './refusal.js';
