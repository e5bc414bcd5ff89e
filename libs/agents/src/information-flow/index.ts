export { decideFlow, type FlowQuestion } from './decide-flow.js';
export { informationFlowMiddleware, type InformationFlowMiddlewareOptions } from './information-flow-middleware.js';
export { type InformationFlowOptions, type InformationFlowPolicy, informationFlowSchema } from './policy.js';
export { readFlow } from './read-flow.js';
