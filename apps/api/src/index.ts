export { createApplication } from './bootstrap/create-application.js';
export { type Environment, EnvironmentError, readEnvironment } from './config/environment.js';
export { listen, type ListeningApi } from './bootstrap/listen.js';
export { EmbeddingHost } from './model/embedding-host.js';
export { hostServedModel } from './model/load-models.js';
export { ModelHost, type HostedModel } from './model/model-host.js';
export { startApi } from './bootstrap/start-api.js';
export { Telemetry } from './telemetry/telemetry.js';
export { openStorage } from './storage/index.js';
