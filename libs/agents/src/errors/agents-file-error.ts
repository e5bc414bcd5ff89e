import { type FileProblem, listProblems, maximumProblems } from '@leeward/moderation';

import { AgentsError } from './agents-error.js';

/** Thrown for a file of agents that cannot be used. The message lists at most 20 problems with file, line and field. */
export class AgentsFileError extends AgentsError {
  static override readonly code = 'AGENTS_FILE_INVALID';
  readonly code = AgentsFileError.code;
  readonly problems: readonly FileProblem[];

  constructor(fileName: string, problems: readonly FileProblem[], options?: ErrorOptions) {
    super(`The file of agents cannot be used:\n${listProblems(fileName, problems)}`, options);
    this.problems = problems.slice(0, maximumProblems);
  }
}
