import { z } from 'zod';

import { agentsSchema } from './agents-schema.js';

/**
 * Generates the JSON Schema (draft 2020-12) of a file of agents from the schema that validates it.
 *
 * The package publishes it as `agents.schema.json`.
 */
export function agentsJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(agentsSchema, { io: 'input' });
  return { $schema, title: 'Agents of Leeward', ...schema };
}
