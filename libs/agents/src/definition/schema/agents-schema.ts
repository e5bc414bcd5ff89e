import { z } from 'zod';

import { approvalsSchema } from '../../approvals/index.js';
import { informationFlowSchema } from '../../information-flow/index.js';
import { isTimeZone } from '../../tools/index.js';
import { labelsSchema } from './labels-schema.js';
import { documentsSchema, httpGetSchema, mcpServerSchema, modelSchema, openApiSchema } from './source-schemas.js';

/** Names agents, models and sources of tools. */
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must have lower-case letters, digits, "-" and "_", at most 64');

const toolName = z.string().min(1).max(128);

/** All tools of a source, or some of them. */
const selection = z.union([z.literal('all'), z.array(toolName).min(1).max(200)]);

const tools = z
  .strictObject({
    calculator: z.literal(true).optional().describe('Computes arithmetic expressions.'),
    current_time: z
      .union([
        z.literal(true),
        z.strictObject({
          time_zone: z.string().max(64).refine(isTimeZone, 'must be a time zone such as Europe/Berlin').optional(),
        }),
      ])
      .optional()
      .describe('Gives date and time.'),
    http_get: httpGetSchema.optional().describe('Reads pages of listed hosts.'),
    search_documents: name.optional().describe('A name under documents.'),
    mcp: z.record(name, selection).optional().describe('Names under mcp_servers, each with all, or some of its tools.'),
    openapi: z
      .record(name, selection)
      .optional()
      .describe('Names under openapi, each with all, or some of its operations.'),
    code: z.array(toolName).max(200).optional().describe('Tools that the program gives.'),
  })
  .describe('All tools are off unless they are listed.');

const limits = z.strictObject({
  steps: z.int().min(1).max(10_000).optional().describe('Answers of the model in one run. Default: 50.'),
  tokens: z.int().min(1).optional().describe('Tokens that the model reads and writes in one run.'),
  seconds: z.number().min(1).max(86_400).optional().describe('Time of one run. Default: 600.'),
  cost: z.number().positive().optional().describe('US dollars of one run, by the prices of the model.'),
  equal_calls: z.int().min(2).max(100).optional().describe('Equal calls of a tool that count as a loop. Default: 3.'),
});

const agent = z.strictObject({
  description: z.string().max(2000).optional(),
  model: name.optional().describe('A name under models, or a model of the program. Default: the served model.'),
  instructions: z.string().max(200_000).optional().describe('The system message.'),
  tools: tools.optional(),
  policy: z.string().min(1).max(128).optional().describe('The moderation policy. Default: that of the server.'),
  approvals: approvalsSchema.optional().describe('The tools that wait for a person.'),
  approval_expiry_seconds: z
    .number()
    .min(1)
    .max(31_536_000)
    .optional()
    .describe('The time after which a call that waits counts as rejected. Default: never.'),
  information_flow: informationFlowSchema.optional().describe('The rules for text from outside.'),
  labels: z.record(toolName, labelsSchema).optional().describe('Labels of tools, in place of their own.'),
  limits: limits.optional().describe('Bounds of one run.'),
});

/** Validates a file of agents. Unknown fields are refused. */
export const agentsSchema = z.strictObject({
  $schema: z.string().optional(),
  models: z.record(name, modelSchema).optional().describe('Models behind an API like that of OpenAI.'),
  mcp_servers: z.record(name, mcpServerSchema).optional().describe('Servers of tools.'),
  openapi: z.record(name, openApiSchema).optional().describe('HTTP APIs whose operations are tools.'),
  documents: z.record(name, documentsSchema).optional().describe('Folders to search.'),
  agents: z
    .record(name, agent)
    .refine((agents) => Object.keys(agents).length <= 1000, 'must have at most 1000 agents')
    .describe('The agents by name.'),
});

/** A file of agents, after validation. */
export type AgentsDocument = z.output<typeof agentsSchema>;

/** One agent of a file. */
export type AgentDocument = AgentsDocument['agents'][string];
