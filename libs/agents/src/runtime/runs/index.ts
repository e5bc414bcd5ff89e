export * from './event-writer.js';
export * from './execute-run.js';
export * from './finish-run.js';
export * from './follow-run.js';
export * from './prepare-request.js';
export * from './run-fence.js';
export * from './run-worker.js';
export * from './stream-graph.js';
