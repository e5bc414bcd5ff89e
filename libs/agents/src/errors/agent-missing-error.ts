import { AgentsError } from './agents-error.js';
import { quoteName } from './quote-name.js';

/** Thrown for an agent that is not served, or not any more. */
export class AgentMissingError extends AgentsError {
  static override readonly code = 'AGENT_MISSING';
  readonly code = AgentMissingError.code;

  constructor(name: string, options?: ErrorOptions) {
    super(`No agent ${quoteName(name)} is served here; list the agents with POST /assistants/search.`, options);
  }
}
