export * from './approval-desk.js';
export * from './settle-stale.js';
