import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { jsonGrammar, jsonSchemaToGrammar } from './json-schema-to-grammar.js';
import { toolCallGrammar } from './tool-call-grammar.js';

const command = 'UPDATE_GOLDEN=1 npm test -- --selectProjects mixtral-llm --testPathPatterns golden-grammars';

const order = {
  type: 'object',
  properties: {
    id: { type: 'integer', minimum: 1, maximum: 120 },
    state: { enum: ['open', 'paid'] },
    note: { type: 'string', maxLength: 300 },
    lines: { type: 'array', items: { $ref: '#/$defs/line' }, minItems: 1 },
  },
  required: ['id', 'lines'],
  $defs: {
    line: {
      type: 'object',
      properties: { name: { type: 'string' }, parts: { type: 'array', items: { $ref: '#/$defs/line' } } },
      required: ['name'],
    },
  },
};

const grammars = {
  json: () => jsonGrammar(),
  order: () => jsonSchemaToGrammar(order),
  pattern: () => jsonSchemaToGrammar({ type: 'string', pattern: '^[A-Z]{2}-\\d+$', maxLength: 6 }),
  tools: () => toolCallGrammar({ tools: [{ name: 'clock' }, { name: 'order', parameters: order }], parallel: false }),
};

it.each(Object.entries(grammars))('builds the golden grammar %s', async (name, build) => {
  const file = new URL(`../golden/${name}.gbnf`, import.meta.url);
  const grammar = `# ${command}\n${build().gbnf}`;
  if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(file, grammar);
  expect(grammar).toBe(await readFile(file, 'utf8'));
});
