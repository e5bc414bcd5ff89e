export { createApplication } from './create-application.js';
export { type Environment, EnvironmentError, readEnvironment } from './config/environment.js';
export { listen, type ListeningApi } from './listen.js';
export { EmbeddingHost } from './model/embedding-host.js';
export { ModelHost, type HostedModel } from './model/model-host.js';
export { startApi } from './start-api.js';
