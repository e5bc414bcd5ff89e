export { createHttpGetTool, type HttpGetOptions } from './http-get-tool.js';
