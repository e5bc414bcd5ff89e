import { readFile } from 'node:fs/promises';

import { describe, expect, it } from '@jest/globals';

import { policyJsonSchema } from './policy-json-schema.js';

describe('policy.schema.json', () => {
  it('is what the validator says (written by npm run schema:policy)', async () => {
    const published: unknown = JSON.parse(await readFile(new URL('../../../policy.schema.json', import.meta.url), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())));
  });

  it('names every category that a policy may name, and refuses fields that there are not', () => {
    const schema = JSON.stringify(policyJsonSchema());
    expect(schema).toContain('^(harassment|hate|');
    expect(policyJsonSchema()).toMatchObject({ additionalProperties: false, required: ['name', 'version'] });
  });
});
