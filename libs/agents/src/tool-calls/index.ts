export { findIdempotencyKey } from './idempotency-key.js';
export { toolCallMiddleware, type ToolCallMiddlewareOptions } from './tool-call-middleware.js';
