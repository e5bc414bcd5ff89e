export * from './agents-controller.js';
export * from './agents-error.filter.js';
export * from './caller.js';
export * from './event-stream.js';
export * from './id.pipe.js';
export * from './zod.pipe.js';
