import { AgentsError } from './agents-error.js';
import { quoteName } from './quote-name.js';

/** Thrown for an assistant that is not there, or belongs to someone else. */
export class AssistantMissingError extends AgentsError {
  static override readonly code = 'ASSISTANT_MISSING';
  readonly code = AssistantMissingError.code;

  constructor(id: string, options?: ErrorOptions) {
    super(
      `There is no assistant ${quoteName(id)}; give the id of an assistant or the name of an agent, as POST /assistants/search lists them.`,
      options,
    );
  }
}
