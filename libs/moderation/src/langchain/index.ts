export { moderateAgentInput, type AgentInputOptions } from './agent/moderate-agent-input.js';
export {
  ModeratedChatModel,
  type ModeratedChatModelFields,
  moderatedChatModel,
} from './chat-model/moderated-chat-model.js';
export { restoreAgentOutput, restoreAgentStream } from './agent/restore-agent-output.js';
export { moderate, type ModerateRunnableOptions } from './runnable/moderated-runnable.js';
export { withModeration, type WithModerationOptions } from './with-moderation.js';
export { moderationMiddleware, type ModerationMiddlewareOptions } from './agent/moderation-middleware.js';
export { moderateState } from './messages/moderate-state.js';
export { type ModerationNotice } from './chat-model/refusal.js';
