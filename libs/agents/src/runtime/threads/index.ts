export * from './thread-states.js';
