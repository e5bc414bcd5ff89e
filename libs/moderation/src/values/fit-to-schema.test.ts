import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';

import { createModerator } from '../moderator/create-moderator.js';
import { fitToSchema } from './fit-to-schema.js';
import { moderateArguments } from './moderate-arguments.js';

const email = '[EMAIL_3FA9C1]';
const card = '[CARD_3FA9C1]';
const toSchema = (schema: z.ZodType): unknown => z.toJSONSchema(schema);

describe('fitToSchema', () => {
  it.each<[string, unknown, z.ZodType, unknown]>([
    ['a number', { pan: card }, z.object({ pan: z.number() }), { pan: 0 }],
    ['a number of a list', { pans: [1, card] }, z.object({ pans: z.array(z.int()) }), { pans: [1, 0] }],
    ['a number of a tuple', [card, card], z.tuple([z.string(), z.number()]), [card, 0]],
    ['a number of a record', { a: card }, z.record(z.string(), z.number()), { a: 0 }],
    ['a number that may be absent', { pan: card }, z.object({ pan: z.number().nullish() }), { pan: 0 }],
    ['a masked number', { pan: '****' }, z.object({ pan: z.number() }), { pan: 0 }],
    ['a hashed number', { pan: '[CARD:0123456789abcdef]' }, z.object({ pan: z.number() }), { pan: 0 }],
    ['an address', { to: email }, z.object({ to: z.email() }), { to: 'email_3fa9c1@redacted.invalid' }],
    ['a page', { at: card }, z.object({ at: z.url() }), { at: 'https://redacted.invalid/CARD_3FA9C1' }],
    ['an IPv4 address', { at: '[IP_3FA9C1]' }, z.object({ at: z.ipv4() }), { at: '192.0.2.1' }],
    ['an IPv6 address', { at: '[IP_3FA9C1]' }, z.object({ at: z.ipv6() }), { at: '2001:db8::1' }],
    ['a UUID', { id: '[ID_3FA9C1]' }, z.object({ id: z.uuid() }), { id: '00000000-0000-0000-0000-000000000000' }],
    [
      'a value of a branch',
      { a: { pan: card } },
      z.union([z.null(), z.object({ a: z.object({ pan: z.int() }) })]),
      { a: { pan: 0 } },
    ],
  ])('makes %s valid', (_, value, schema, fitted) => {
    const result = fitToSchema(value, toSchema(schema));
    expect(result).toEqual(fitted);
    expect(schema.safeParse(result).success).toBe(true);
  });

  it.each<[string, unknown, unknown]>([
    ['a text', { to: email }, toSchema(z.object({ to: z.string() }))],
    ['a text or a number', { to: email }, toSchema(z.object({ to: z.union([z.number(), z.string()]) }))],
    ['a number that is no replacement', { pan: 'many' }, toSchema(z.object({ pan: z.number() }))],
    ['a value that the schema does not name', { other: card }, toSchema(z.object({ pan: z.number() }))],
    ['a value without a schema', { pan: card }, undefined],
    ['a value whose schema refers to itself', { pan: card }, { $ref: '#' }],
    ['a value whose schema refers to another document', { pan: card }, { $ref: 'https://example.org/schema' }],
  ])('leaves %s as it is', (_, value, schema) => {
    expect(fitToSchema(value, schema)).toBe(value);
  });

  it('follows references within a schema', () => {
    const schema = {
      $ref: '#/$defs/a~1b',
      $defs: { 'a/b': { properties: { pan: { $ref: '#/$defs/n' } } }, n: { type: 'number' } },
    };
    expect(fitToSchema({ pan: card }, schema)).toEqual({ pan: 0 });
  });

  it('finds a number within any bounds', () => {
    const bound = fc.integer({ min: -50, max: 50 });
    const schemas = fc
      .tuple(fc.boolean(), fc.boolean(), fc.boolean(), bound, fc.nat(40))
      .map(([isInteger, excludesLeast, excludesMost, least, size]) => {
        const base = isInteger ? z.int() : z.number();
        const above = excludesLeast ? base.gt(least) : base.gte(least);
        return excludesMost ? above.lt(least + size + 2) : above.lte(least + size + 2);
      });
    fc.assert(
      fc.property(schemas, (schema) => {
        expect(schema.safeParse(fitToSchema(card, toSchema(schema))).success).toBe(true);
      }),
      { seed: 20_260_901, numRuns: 300 },
    );
    expect(fitToSchema(card, { type: 'number', minimum: 3, multipleOf: 5 })).toBe(5);
  });
});

describe('moderateArguments with the schema of a tool', () => {
  it('keeps redacted arguments valid', async () => {
    const schema = z.object({ pan: z.number(), to: z.email(), note: z.string() });
    const text = JSON.stringify({ pan: 4_111_111_111_111_111, to: 'bob@harbour.org', note: 'To bob@harbour.org' });
    const source = { stage: 'tool-call', role: 'assistant', path: 'arguments', requestId: 'request-1' } as const;
    const moderated = await moderateArguments(createModerator(), { ...source, text, schema: toSchema(schema) });
    expect(schema.safeParse(JSON.parse(moderated.text ?? '')).success).toBe(true);
    expect(moderated.text).not.toMatch(/4111|bob@/);
    expect(moderated.text).toMatch(/@redacted\.invalid","note":"To \[EMAIL_/);
  });

  it('ends on branches that refer to each other', () => {
    const own = { $ref: '#/properties/to' };
    const schema = { properties: { to: { anyOf: [own, own] } } };
    expect(fitToSchema({ to: '[EMAIL_3FA9C1]' }, schema)).toEqual({ to: '[EMAIL_3FA9C1]' });
  });
});
