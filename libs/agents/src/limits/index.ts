export { defaultLimits, type EndReason, endReasons } from './find-limit.js';
export { limitsMiddleware, type LimitsMiddlewareOptions } from './limits-middleware.js';
export { type ModelPrices, modelPricesSchema } from './prices.js';
