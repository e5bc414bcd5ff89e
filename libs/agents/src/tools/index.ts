export * from './calculator/index.js';
export * from './current-time/index.js';
export * from './documents/index.js';
export * from './http-get/index.js';
export * from './mcp/index.js';
export * from './openapi/index.js';
