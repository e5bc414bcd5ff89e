import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { describeIssue } from './describe-issue.js';

const schema = z.strictObject({
  text: z.string().min(2).max(4).optional(),
  own: z.string().regex(/^a$/, 'must be an a').optional(),
  number: z.int().min(1).max(9).optional(),
  list: z.array(z.string()).max(1).optional(),
  choice: z.enum(['a', 'b']).optional(),
  only: z.literal('a').optional(),
  either: z.union([z.string(), z.number()]).optional(),
  object: z.strictObject({ field: z.boolean() }).optional(),
});

describe('describeIssue', () => {
  it.each<[unknown, string]>([
    [{ text: 5 }, 'must be a text, and is a number: put it in quotes'],
    [{ text: true }, 'must be a text, and is true or false: put it in quotes'],
    [{ text: [] }, 'must be a text, and is a list'],
    [{ text: 'a' }, 'must have at least 2 characters'],
    [{ text: 'abcde' }, 'must have at most 4 characters'],
    [{ own: 'b' }, 'must be an a'],
    [{ number: 1.5 }, 'must be a whole number, and is a number'],
    [{ number: NaN }, 'must be a number, and is NaN'],
    [{ number: 0 }, 'must be at least 1'],
    [{ number: 10 }, 'must be at most 9'],
    [{ list: ['a', 'b'] }, 'must have at most 1 entries'],
    [{ list: null }, 'must be a list, and is empty'],
    [{ choice: 'c' }, 'must be one of "a", "b"'],
    [{ only: 'c' }, 'must be "a"'],
    [{ either: true }, 'has none of the forms that it may have'],
    [{ object: {} }, 'is missing'],
    [{ object: 1 }, 'must be an object with fields, and is a number'],
  ])('describes what is wrong in %j', (value, description) => {
    expect(schema.safeParse(value, { error: describeIssue }).error?.issues[0]?.message).toBe(description);
  });
});
