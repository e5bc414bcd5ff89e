export { type Approvals, type ApprovalRule, approvalsSchema } from './approvals/index.js';
export * from './contract/index.js';
export { type AgentMiddlewareOptions, createAgentMiddleware } from './guards/index.js';
export { type InformationFlowOptions, informationFlowSchema } from './information-flow/index.js';
export { type EndReason, endReasons, type ModelPrices, modelPricesSchema } from './limits/index.js';
export { runStateFields } from './run-state/index.js';
export { type CatalogTool } from './tool-catalog/index.js';
export { findIdempotencyKey } from './tool-calls/index.js';
