export * from './flow.js';
export * from './grants.js';
export * from './reserved-fields.js';
export * from './run-state.js';
export * from './usage.js';
