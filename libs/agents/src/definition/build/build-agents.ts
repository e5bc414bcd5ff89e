import { dirname } from 'node:path';

import { type FieldIssue } from '@leeward/moderation';

import { type ServedAgent } from '../../contract/index.js';
import { type AgentsHost } from '../agents-host.js';
import { type AgentsDocument } from '../schema/index.js';
import { buildAgent } from './build-agent.js';
import { type FileContext } from './file-context.js';
import { ProblemList } from './problem-list.js';
import { type ResourceVersion } from './shared-resources.js';

/** The agents of a document, or the reasons why there are none. */
export interface BuiltAgents {
  readonly agents: readonly ServedAgent[];
  /** Not empty: the agents must not be served. */
  readonly issues: readonly FieldIssue[];
}

/**
 * Builds all agents of a document.
 *
 * @param path the file, to whose folder its paths belong
 * @param onFile called with each other file that belongs to the agents
 */
export async function buildAgents(
  document: AgentsDocument,
  path: string,
  host: AgentsHost,
  resources: ResourceVersion,
  onFile: (path: string) => void,
): Promise<BuiltAgents> {
  const problems = new ProblemList();
  const context: FileContext = { document, folder: dirname(path), host, resources, problems, onFile };
  const agents: ServedAgent[] = [];
  for (const [name, agent] of Object.entries(document.agents)) {
    const built = await buildAgent(context, name, agent);
    if (built) agents.push(built);
  }
  return { agents, issues: problems.issues };
}
