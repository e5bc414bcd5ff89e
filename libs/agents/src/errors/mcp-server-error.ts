import { AgentsError } from './agents-error.js';

/** Thrown for an MCP server that cannot be reached, or whose tools cannot be used. */
export class McpServerError extends AgentsError {
  static override readonly code = 'MCP_SERVER_UNUSABLE';
  readonly code = McpServerError.code;

  constructor(server: string, problem: string, options?: ErrorOptions) {
    super(`The MCP server ${server} cannot be used: ${problem}.`, options);
  }
}
