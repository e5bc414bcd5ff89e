export * from './memory-agent-storage.js';
