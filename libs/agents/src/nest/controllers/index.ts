export * from './agents.controller.js';
export * from './assistants.controller.js';
export * from './meta.controller.js';
export * from './runs.controller.js';
export * from './stateless-runs.controller.js';
export * from './store.controller.js';
export * from './thread-states.controller.js';
export * from './threads.controller.js';
