export { createHostGuard } from './allowed-hosts.js';
export { defaultHttpTimeouts, type HttpTimeouts, TimeLimitedExpressAdapter } from './http-timeouts.js';
export { createSecurityHeaders } from './security-headers.js';
export { TimeLimitInterceptor, type TimeLimitLocals } from './time-limit.interceptor.js';
