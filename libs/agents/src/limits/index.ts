export { defaultLimits, type EndReason } from './find-limit.js';
export { limitsMiddleware, type LimitsMiddlewareOptions } from './limits-middleware.js';
export { type ModelPrices, modelPricesSchema } from './prices.js';
