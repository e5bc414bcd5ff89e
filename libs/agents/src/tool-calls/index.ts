export { findIdempotencyKey } from './idempotency-key.js';
export { toolCallMiddleware } from './tool-call-middleware.js';
