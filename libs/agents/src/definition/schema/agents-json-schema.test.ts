import { readFile } from 'node:fs/promises';

import { describe, expect, it } from '@jest/globals';

import { agentsJsonSchema } from './agents-json-schema.js';

describe('agents.schema.json', () => {
  it('equals the schema that validates (npm run schema:agents writes it)', async () => {
    const published: unknown = JSON.parse(
      await readFile(new URL('../../../agents.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(agentsJsonSchema())));
  });
});
