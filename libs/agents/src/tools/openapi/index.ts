export { createOpenApiTools, type OpenApiToolsOptions } from './open-api-tools.js';
