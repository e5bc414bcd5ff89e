import { AgentsError } from './agents-error.js';

/** Thrown for an OpenAPI file, or an operation of it, that cannot be used as a tool. */
export class OpenApiError extends AgentsError {
  static override readonly code = 'OPENAPI_UNUSABLE';
  readonly code = OpenApiError.code;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`The OpenAPI file ${file} cannot be used: ${problem}.`, options);
  }
}
