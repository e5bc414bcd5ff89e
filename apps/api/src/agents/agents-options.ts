import { type AgentsModuleOptions } from '@leeward/agents/nest';
import { Logger } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { type Moderators } from '../access/moderators.js';
import { type CallerLocals } from '../http/caller.js';
import { answerAgentsError, describeRunError } from './agents-error.js';
import { type ServerAgents } from './server-agents.js';

/** The owner of what callers store where no keys are required. */
const openOwner = 'open';

/** The parts of the server that its agents' routes use. */
interface AgentsParts {
  readonly agents: ServerAgents;
  readonly moderators: Moderators;
}

/** Creates the options of the module of agents: callers, policies, errors and bounds as everywhere in this server. */
export function createAgentsOptions({ agents, moderators }: AgentsParts): AgentsModuleOptions {
  const { settings, storage, ready } = agents;
  const logger = new Logger('agents');
  return {
    agents,
    storage,
    ready,
    moderator: moderators.for(moderators.defaultPolicy),
    findModerator: (agent, policy) => (policy === undefined ? agent.moderator : moderators.for(policy)),
    owner: (request) => toOwner(readLocals(request).holder),
    policy: (request) => readLocals(request).policy,
    answerError: (error, usual, response) => answerAgentsError(error, usual, response as Response),
    onError: (error) => logger.error(`A run met an error: ${describeRunError(error)}`),
    concurrency: settings.AGENTS_CONCURRENCY,
    threadMilliseconds: settings.THREAD_TTL,
  };
}

/** Names the owner of what a caller stores: the holder of the key. */
function toOwner(holder: string | undefined): string {
  return holder === undefined ? openOwner : `key ${holder}`;
}

/** Reads what the access guard found out about the caller. */
function readLocals(request: object): CallerLocals {
  return ((request as Request).res as Response<unknown, CallerLocals>).locals;
}
