import { z } from 'zod';
import { moderationErrors, type RouteDescription } from '../openapi/index.js';

/** The form of the answer of a route. */
export type AnswerForm = 'json' | 'events' | 'none' | 'accepted';

/** The parts in which the routes of agents differ. */
interface AgentRoute {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly form: AnswerForm;
  /** A body to try. Undefined: the route has none, or its example needs ids. */
  readonly body?: unknown;
}

const anyUuid = '00000000-0000-4000-8000-000000000000';

/** The meaning of the parameters of all routes of agents. */
const parameters: RouteDescription['parameters'] = {
  name: { description: 'The name of the agent.', example: 'assistant' },
  assistant_id: { description: 'The id of an assistant, or the name of an agent.', example: 'assistant' },
  thread_id: { description: 'The id of the thread.', example: anyUuid },
  run_id: { description: 'The id of the run.', example: anyUuid },
  approval_id: { description: 'The id of the approval, which is that of its interrupt.', example: anyUuid },
  checkpoint_id: { description: 'The id of the checkpoint.', example: anyUuid },
  namespace: { description: 'The namespace: of a subgraph, or of a value.', example: 'notes' },
  key: { description: 'The name of the value.', example: 'first' },
};

/** Describes errors as LangGraph's clients read them. */
const errorBody = z
  .looseObject({
    detail: z.string().describe('The problem, without text of users.'),
    code: z.string().describe('Distinguishes errors, and never changes.'),
  })
  .meta({ id: 'AgentError' });

const statuses: Readonly<Partial<Record<AnswerForm, number>>> = { none: 204, accepted: 202 };

/** Describes a route of agents. Its answers have LangGraph's shapes, which its own documentation describes. */
export function describeAgentRoute({ id, summary, description, form, body }: AgentRoute): RouteDescription {
  const isStream = form === 'events';
  return {
    id,
    group: 'Agents',
    summary,
    description,
    parameters,
    status: statuses[form] ?? 200,
    answer: {
      description: isStream ? 'The events.' : 'The answer, as LangGraph has it.',
      ...(isStream && { contentType: 'text/event-stream' }),
      schema: z.unknown(),
      example: {},
    },
    ...(body !== undefined && { requests: { Example: body } }),
    errors: moderationErrors,
    errorBody,
  };
}
