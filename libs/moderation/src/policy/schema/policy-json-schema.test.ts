import { readFile } from 'node:fs/promises';

import { describe, expect, it } from '@jest/globals';

import { policyJsonSchema } from './policy-json-schema.js';

describe('policy.schema.json', () => {
  it('equals the schema that validates (npm run schema:policy writes it)', async () => {
    const published: unknown = JSON.parse(
      await readFile(new URL('../../../policy.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())));
  });

  it('allows the names of all categories, and no unknown fields', () => {
    const schema = JSON.stringify(policyJsonSchema());
    expect(schema).toContain('^(harassment|hate|');
    expect(policyJsonSchema()).toMatchObject({ additionalProperties: false, required: ['name', 'version'] });
  });
});
