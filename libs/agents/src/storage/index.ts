export { type AgentStorageOptions, openAgentStorage } from './open-agent-storage.js';
export { type PostgresListener, type PostgresSource } from './postgres/postgres-source.js';
export { type AgentStorageLimits, defaultStorageLimits } from './storage-limits.js';
