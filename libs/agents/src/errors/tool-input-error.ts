import { AgentsError } from './agents-error.js';

/** Thrown by a tool for arguments that it cannot use. The model reads the message, and can call the tool again. */
export class ToolInputError extends AgentsError {
  static override readonly code = 'TOOL_INPUT_INVALID';
  readonly code = ToolInputError.code;
}
