import { z } from 'zod';
import { type JsonObject, type RunCaller, type RunRequest } from '../../contract/index.js';
import { commandSchema, jsonObject, jsonValue, recordId } from '../schema-parts.js';
import { withoutNullish } from '../run-schemas.js';

/** The body of a plain call of an agent: a text, messages, an input of its own form, or the answer to its question. */
export const plainRequestSchema = z
  .object({
    message: z.string().min(1).optional(),
    messages: z.array(jsonObject).min(1).max(1_000).optional(),
    input: jsonObject.optional(),
    resume: jsonValue.optional(),
    thread_id: recordId.optional(),
    metadata: jsonObject.optional(),
    context: jsonObject.optional(),
  })
  .refine(
    ({ message, messages, input, resume }) =>
      [message, messages, input, resume].filter((given) => given !== undefined).length === 1,
    'give exactly one of message, messages, input and resume',
  )
  .refine(({ resume, thread_id: thread }) => resume === undefined || thread !== undefined, 'resume needs a thread_id');

/** A plain call of an agent. */
export type PlainRequest = z.infer<typeof plainRequestSchema>;

/** Converts a plain call to a request to the runtime. */
export function fromPlainRequest(body: PlainRequest, agent: string, caller: RunCaller): RunRequest {
  const { message, messages, input, resume, thread_id: threadId } = body;
  const given = message === undefined ? messages : [{ role: 'user', content: message }];
  return toAgentRequest(agent, caller, {
    threadId,
    input: given === undefined ? input : { messages: given },
    command: resume === undefined ? undefined : withoutNullish(commandSchema.parse({ resume })),
    metadata: body.metadata,
    context: body.context,
  });
}

/** Builds a request that streams values and tokens, and ends with its caller. */
export function toAgentRequest(
  agent: string,
  { owner, policy, onDecisionId }: RunCaller,
  given: {
    readonly threadId: string | undefined;
    readonly input?: JsonObject | undefined;
    readonly command?: JsonObject | undefined;
    readonly metadata?: JsonObject | undefined;
    readonly context?: JsonObject | undefined;
  },
): RunRequest {
  return {
    owner,
    policy,
    onDecisionId,
    threadId: given.threadId,
    createsThread: true,
    assistantId: agent,
    arguments: {
      ...(given.command === undefined ? { input: given.input } : { command: given.command }),
      config: {},
      context: given.context,
      streamModes: ['values', 'messages-tuple', 'updates'],
      streamSubgraphs: false,
      endsWithCaller: true,
      isResumable: false,
      deletesThread: given.threadId === undefined,
    },
    metadata: given.metadata ?? {},
    multitaskStrategy: 'reject',
    delay: 0,
  };
}
