import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { boundedList } from '../http/schema/bounded-list.js';
import { type SchemaIssue, toValidationError } from './validation-error.js';

const schema = z.strictObject({
  list: z.array(z.strictObject({ value: z.union([z.string(), z.array(z.strictObject({ text: z.string() }))]) })),
  few: z.union([z.string(), boundedList(z.string(), { most: 2 })]).nullish(),
});

describe('toValidationError', () => {
  it.each([
    { body: {}, code: 'invalid_value', param: 'list' },
    { body: 5, code: 'invalid_value', param: null },
    { body: { list: [], more: 1 }, code: 'unsupported_parameter', param: 'more' },
    { body: { list: [{ value: 'a', more: 1 }] }, code: 'unsupported_parameter', param: 'list[0].more' },
    { body: { list: [{ value: 5 }] }, code: 'invalid_value', param: 'list[0].value' },
    { body: { list: [{ value: [{ text: 5 }] }] }, code: 'invalid_value', param: 'list[0].value[0].text' },
    { body: { list: [], few: ['a', 'b', 'c'] }, code: 'invalid_value', param: 'few' },
    { body: { list: [], few: 5 }, code: 'invalid_value', param: 'few' },
    { body: { list: [], few: ['a', 5] }, code: 'invalid_value', param: 'few[1]' },
    {
      body: { list: [{ value: [{ text: '', more: 1 }] }] },
      code: 'unsupported_parameter',
      param: 'list[0].value[0].more',
    },
  ])('names $param in $body', ({ body, code, param }) => {
    const result = schema.safeParse(body);
    const error = toValidationError((result.error?.issues ?? []) as readonly SchemaIssue[]).body().error;
    expect(error).toMatchObject({ code, param, type: 'invalid_request_error' });
    expect(error.message.length).toBeGreaterThan(10);
  });

  it('gives the reason why a name is wrong', () => {
    const result = z.record(z.string().regex(/^\d+$/, 'must be a number'), z.unknown()).safeParse({ abc: 1 });
    const { error } = toValidationError((result.error?.issues ?? []) as readonly SchemaIssue[]).body();
    expect(error).toMatchObject({ param: 'abc', message: 'The field "abc" is wrong: must be a number.' });
  });

  it('cuts a long name', () => {
    const result = schema.safeParse({ list: [], ['x'.repeat(1_000_000)]: 1 });
    const { error } = toValidationError((result.error?.issues ?? []) as readonly SchemaIssue[]).body();
    expect(error.param).toMatch(/^x{200}…$/);
    expect(error.message.length).toBeLessThan(400);
  });

  it('has a message even for an empty list of issues', () => {
    expect(toValidationError([])).toMatchObject({ status: 400, message: 'The request body is wrong: is invalid.' });
  });
});
