export { type CallDecision, DecisionLog, type RunRuntime } from './decision-log.js';
