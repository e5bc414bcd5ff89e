import { describe, expect, it } from '@jest/globals';

import { moderateError } from './moderate-error.js';
import { createModerator } from '../moderator/create-moderator.js';
import { ConfigurationError, RedactedError } from '../errors/moderation-errors.js';

const approve = (error: unknown): Promise<unknown> =>
  moderateError(
    error,
    createModerator(),
    { stage: 'output', role: 'assistant', path: 'model' },
    { requestId: 'request-1' },
  );

describe('approveError', () => {
  it('lets errors pass that say nothing forbidden, and those of this library', async () => {
    for (const error of [new Error('The disk is full.'), new ConfigurationError('Two classifiers are named "a".')])
      expect(await approve(error)).toBe(error);
  });

  it.each<[string, unknown]>([
    ['message', new Error('no bob@example.org')],
    ['cause', new Error('no', { cause: new Error('bob@example.org') })],
    ['fields', Object.assign(new Error('no'), { body: 'bob@example.org' })],
    [
      'message, with a code of this library',
      Object.assign(new Error('no bob@example.org'), { code: 'CONTENT_REFUSED' }),
    ],
    ['fields, which another form for JSON hides', { text: 'bob@example.org', toJSON: () => 'no' }],
    ['message, which its class gives', Object.create({ message: 'bob@example.org' })],
    ['own form for JSON', Object.assign(new Error('no'), { toJSON: () => 'bob@example.org' })],
  ])('withholds one by its %s, and keeps its status', async (_, error) => {
    const approved = await approve(Object.assign(error as Error, { status: 429 }));
    expect(RedactedError.isInstance(approved)).toBe(true);
    expect(approved).toMatchObject({ status: 429 });
    expect((approved as Error).message).not.toContain('bob@');
  });

  it('withholds one that cannot be read', async () => {
    const error = {
      get text(): string {
        throw new Error('bob@example.org');
      },
    };
    expect(RedactedError.isInstance(await approve(error))).toBe(true);
  });
});
