import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fieldTable } from './field-table.js';
import { takeHarmlessFields } from './take-harmless-fields.js';

/** The pages that have the table, and the headings above its parts. */
const pages = [
  ['compatibility.md', 'Fields'],
  ['responses.md', 'Ignored fields'],
] as const;

/** Reads the fields of the pages' tables. */
function readDocumentedFields(): readonly string[] {
  return pages.flatMap(([page, heading]) => readFields(page, heading));
}

function readFields(name: string, heading: string): readonly string[] {
  const page = readFileSync(new URL(`../../../../docs/reference/${name}`, import.meta.url), 'utf8');
  const section = new RegExp(`^## ${heading}$(.*?)^## `, 'ms').exec(page)?.[1] ?? '';
  const cells = [...section.matchAll(/^\| (`.+?) \|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name = '']) => name));
}

describe('the table of fields', () => {
  it('is the one of the documentation', () => {
    expect([...readDocumentedFields()].sort()).toEqual(fieldTable.map(({ field }) => field).sort());
  });

  const endpoints = [...new Set(fieldTable.flatMap((rule) => rule.endpoints))];

  it.each(endpoints)('makes a header that proxies accept, even with every field of %s', (endpoint) => {
    const rules = fieldTable.filter((rule) => rule.endpoints.includes(endpoint));
    expect(rules.map(({ field }) => field).join(', ')).toMatch(/^[\w., ]{1,2000}$/);
  });
});

describe('takeHarmlessFields', () => {
  it.each([undefined, null, 5, 'text', [], [null, 5]])('leaves %j as it is', (body) => {
    expect(takeHarmlessFields(body, 'chat', false)).toEqual([]);
  });

  it('takes nothing out of values of another shape, and no inherited property', () => {
    const body = { messages: 'name', stream_options: [5], tools: { cache_control: 1 } };
    expect(takeHarmlessFields(body, 'chat', false)).toEqual(['tools.cache_control']);
    expect(body).toEqual({ messages: 'name', stream_options: [5], tools: {} });
    expect(takeHarmlessFields(Object.create({ user: 'a' }), 'chat', false)).toEqual([]);
  });

  it('takes a field out of every message, and lists it once', () => {
    const body = { messages: [{ id: 'a' }, { id: null }, { content: [{ cache_control: {} }, {}] }, { id: 'b' }] };
    expect(takeHarmlessFields(body, 'chat', false)).toEqual(['messages.id', 'messages.content.cache_control']);
    expect(body).toEqual({ messages: [{}, {}, { content: [{}, {}] }, {}] });
  });

  it('leaves fields of other endpoints', () => {
    expect(takeHarmlessFields({ verbosity: 'low', store: true }, 'embeddings', false)).toEqual([]);
  });

  it('takes a large body quickly', () => {
    const body = { messages: Array.from({ length: 2048 }, () => ({ id: 'a', content: [{ cache_control: {} }] })) };
    const start = performance.now();
    expect(takeHarmlessFields(body, 'chat', false)).toHaveLength(2);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
