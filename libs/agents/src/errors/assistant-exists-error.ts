import { AgentsError } from './agents-error.js';

/** Thrown for a new assistant whose id is taken. */
export class AssistantExistsError extends AgentsError {
  static override readonly code = 'ASSISTANT_EXISTS';
  readonly code = AssistantExistsError.code;

  constructor(id: string, options?: ErrorOptions) {
    super(`The assistant ${id} exists already; choose another id, or send \`if_exists: do_nothing\`.`, options);
  }
}
