import { agentsControllers, type AgentsModuleOptions } from '@leeward/agents/nest';
import { Logger } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { type Moderators } from '../access/moderators.js';
import { type CallerLocals } from '../http/caller.js';
import { describeRoutes } from '../openapi/index.js';
import { type Telemetry } from '../telemetry/telemetry.js';
import { toOwner } from './agent-access.js';
import { agentRoutes } from './agent-routes.js';
import { answerAgentsError, describeRunError } from './agents-error.js';
import { type ServerAgents } from './server-agents.js';

/** The parts of the server that its agents' routes use. */
interface AgentsParts {
  readonly agents: ServerAgents;
  readonly moderators: Moderators;
  readonly telemetry: Telemetry;
}

for (const controller of agentsControllers) describeRoutes(controller, agentRoutes[controller.name] ?? {});

/** Creates the options of the module of agents: callers, policies, errors and bounds as everywhere in this server. */
export function createAgentsOptions({ agents, moderators, telemetry }: AgentsParts): AgentsModuleOptions {
  const { access, settings, storage, ready } = agents;
  const logger = new Logger('agents');
  return {
    agents,
    storage,
    ready,
    moderator: moderators.for(moderators.defaultPolicy),
    findModerator: (agent, policy) => (policy === undefined ? agent.moderator : moderators.for(policy)),
    beforeRun: ({ owner }, agent) => access.assertRun(owner, agent),
    onRunEnd: ({ metadata, status, endReason }) =>
      telemetry.metrics?.endAgentRun(String(metadata['graph_id']), status, endReason),
    owner: (request) => toOwner(readLocals(request).holder),
    onDecisionId: (request, id) => readLocals(request).onAnswerId?.(id),
    policy: (request) => readLocals(request).policy,
    answerError: (error, usual, response) => answerAgentsError(error, usual, response as Response),
    onError: (error) => logger.error(`A run met an error: ${describeRunError(error)}`),
    concurrency: settings.AGENTS_CONCURRENCY,
    threadMilliseconds: settings.THREAD_TTL,
  };
}

/** Reads what the access guard found out about the caller. */
function readLocals(request: object): CallerLocals {
  return ((request as Request).res as Response<unknown, CallerLocals>).locals;
}
