export * from './agent-error.js';
export * from './run-events-full-error.js';
export * from './storage-error.js';
export * from './storage-full-error.js';
export * from './storage-key-error.js';
export * from './storage-open-error.js';
export * from './storage-version-error.js';
export * from './stored-thread-missing-error.js';
