export { McpServer, type McpServerOptions } from './mcp-server.js';
export { type McpAddress, type McpProcess } from './mcp-transport.js';
