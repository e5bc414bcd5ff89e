import { z } from 'zod';

import { policyDocumentSchema } from './policy-schema.js';

/** The JSON Schema (draft 2020-12) of a policy file, generated from the schema that validates it. It is published as `policy.schema.json`. */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(policyDocumentSchema, { io: 'input' });
  return { $schema, title: 'Leeward moderation policy', ...schema };
}
