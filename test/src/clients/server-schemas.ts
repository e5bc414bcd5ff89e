import { draft7, object, type OddSchema, required, text } from './odd-schema.js';

/** Tools of well-known MCP servers, as these list them. */
export const serverSchemas: readonly OddSchema[] = [
  {
    name: 'fetch: a page, by pydantic',
    schema: {
      description: 'Parameters for fetching a URL.',
      ...object(
        {
          url: { ...text, description: 'URL to fetch', format: 'uri', minLength: 1, title: 'Url' },
          max_length: {
            default: 5000,
            exclusiveMaximum: 1_000_000,
            exclusiveMinimum: 0,
            title: 'Max Length',
            type: 'integer',
          },
          start_index: { default: 0, minimum: 0, title: 'Start Index', type: 'integer' },
          raw: { default: false, title: 'Raw', type: 'boolean' },
        },
        { required: ['url'], title: 'Fetch' },
      ),
    },
    met: { url: 'https://example.com/a', max_length: 100 },
  },
  {
    name: 'filesystem: edits of a file, by zod-to-json-schema',
    schema: {
      ...draft7,
      ...required(
        {
          path: text,
          edits: {
            type: 'array',
            items: required({ oldText: text, newText: text }, { additionalProperties: false }),
          },
          dryRun: { type: 'boolean', default: false },
        },
        { required: ['path', 'edits'], additionalProperties: false },
      ),
    },
    met: { path: '/a', edits: [{ oldText: 'a', newText: 'b' }] },
  },
  {
    name: 'memory: a graph of entities',
    schema: required({
      entities: {
        type: 'array',
        uniqueItems: true,
        items: required({ name: text, entityType: text, observations: { type: 'array', items: text } }),
      },
    }),
    met: { entities: [{ name: 'a', entityType: 'b', observations: [] }] },
  },
  {
    name: 'sequential thinking: a numbered thought',
    schema: {
      ...object(
        {
          thought: text,
          nextThoughtNeeded: { type: 'boolean' },
          thoughtNumber: { type: 'integer', minimum: 1 },
          totalThoughts: { type: 'integer', minimum: 1 },
          branchId: text,
        },
        { required: ['thought', 'nextThoughtNeeded', 'thoughtNumber', 'totalThoughts'] },
      ),
    },
    met: { thought: 'a', nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 },
  },
  {
    name: 'notion: a page with a parent, from OpenAPI',
    schema: {
      ...draft7,
      ...object(
        {
          parent: {
            oneOf: [
              required({ page_id: { ...text, format: 'uuid' } }),
              required({ database_id: { ...text, format: 'uuid' } }),
            ],
          },
          icon: { ...text, format: 'json' },
          children: { type: 'array', items: text, maxItems: 100 },
        },
        { required: ['parent'] },
      ),
      $defs: { richText: { type: 'object' } },
    },
    met: { parent: { page_id: '2f5ae1e6-3c8b-4e4e-9c6e-6f5a3a1c2b11' } },
    unmet: {
      parent: {
        page_id: '2f5ae1e6-3c8b-4e4e-9c6e-6f5a3a1c2b11',
        database_id: '2f5ae1e6-3c8b-4e4e-9c6e-6f5a3a1c2b11',
      },
    },
  },
  {
    name: 'github: files to push',
    schema: {
      ...draft7,
      ...required(
        {
          owner: text,
          repo: { ...text, pattern: '^[\\w.-]+(?<!\\.git)$' },
          files: { type: 'array', items: required({ path: text, content: text }, { additionalProperties: false }) },
        },
        { additionalProperties: false },
      ),
    },
    met: { owner: 'a', repo: 'b', files: [{ path: 'c', content: 'd' }] },
    unmet: { owner: 'a', repo: 'b.git', files: [] },
  },
  {
    name: 'a calendar: times with an offset, and a recurrence',
    schema: required({
      start: { ...text, format: 'date-time' },
      duration: { ...text, format: 'duration' },
      attendees: { type: 'array', items: { ...text, format: 'idn-email' }, uniqueItems: true },
    }),
    met: { start: '2026-03-01T10:00:00Z', duration: 'PT30M', attendees: ['a@example.com'] },
    unmet: { start: '2026-03-01T10:00:00Z', duration: 'PT30M', attendees: ['a@example.com', 'a@example.com'] },
  },
  {
    name: 'a browser: a page by its address or its text',
    schema: {
      type: 'object',
      properties: { url: { ...text, format: 'uri' }, selector: text },
      anyOf: [{ required: ['url'] }, { required: ['selector'] }],
      not: { required: ['url', 'selector'] },
    },
    met: { url: 'https://example.com' },
    unmet: { url: 'https://example.com', selector: '#a' },
  },
];
