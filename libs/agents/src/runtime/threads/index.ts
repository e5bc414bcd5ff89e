export * from './export-thread.js';
export * from './thread-states.js';
