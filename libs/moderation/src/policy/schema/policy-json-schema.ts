import { z } from 'zod';

import { policyDocumentSchema } from './policy-schema.js';

/**
 * Generates the JSON Schema (draft 2020-12) of a policy file from the schema that validates it.
 *
 * The package publishes it as `policy.schema.json`.
 */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(policyDocumentSchema, { io: 'input' });
  return { $schema, title: 'Leeward moderation policy', ...schema };
}
