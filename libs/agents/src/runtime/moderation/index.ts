export * from './graph-moderation.js';
export * from './message-gates.js';
export * from './moderated-checkpointer.js';
export * from './moderate-names.js';
