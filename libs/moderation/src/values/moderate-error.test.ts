import { describe, expect, it } from '@jest/globals';

import { type Classifier } from '../contract/classifier.js';
import { moderateError } from './moderate-error.js';
import { createModerator } from '../moderator/create-moderator.js';
import { ConfigurationError, RedactedError } from '../errors/moderation-errors.js';

const location = { stage: 'output', role: 'assistant', path: 'model' } as const;
const moderated = (error: unknown): Promise<unknown> =>
  moderateError(error, createModerator(), location, { requestId: 'request-1' });

describe('moderateError', () => {
  it('returns an error without forbidden text, and an error of this library, unchanged', async () => {
    for (const error of [new Error('The disk is full.'), new ConfigurationError('Two classifiers are named "a".')])
      expect(await moderated(error)).toBe(error);
  });

  it.each<[string, unknown]>([
    ['message', new Error('no bob@harbour.org')],
    ['cause', new Error('no', { cause: new Error('bob@harbour.org') })],
    ['fields', Object.assign(new Error('no'), { body: 'bob@harbour.org' })],
    [
      'message, with a code of this library',
      Object.assign(new Error('no bob@harbour.org'), { code: 'CONTENT_REFUSED' }),
    ],
    ['fields, which its toJSON method leaves out', { text: 'bob@harbour.org', toJSON: () => 'no' }],
    ['message, which its prototype holds', Object.create({ message: 'bob@harbour.org' })],
  ])('redacts an error for its %s, and keeps its status', async (_, error) => {
    const result = await moderated(Object.assign(error as Error, { status: 429 }));
    expect(RedactedError.isInstance(result)).toBe(true);
    expect(result).toMatchObject({ status: 429 });
    expect((result as Error).message).not.toContain('bob@');
  });

  it('is the reason of the signal after an abort during the moderation', async () => {
    const caller = new AbortController();
    const signals: AbortSignal[] = [];
    const hanging: Classifier = {
      name: 'hanging',
      categories: ['x/own'],
      classify: (_, { signal }) => {
        signals.push(signal);
        setImmediate(() => caller.abort(new Error('The caller left.')));
        return new Promise(() => undefined);
      },
    };
    const context = { requestId: 'request-1', signal: caller.signal };
    const moderator = createModerator({ classifiers: [hanging] });
    expect(await moderateError(new Error('no'), moderator, location, context)).toBe(caller.signal.reason);
    expect(signals[0]?.aborted).toBe(true);
  });

  it('redacts an error that throws when it is read', async () => {
    const error = {
      get text(): string {
        throw new Error('bob@harbour.org');
      },
    };
    expect(RedactedError.isInstance(await moderated(error))).toBe(true);
  });
});
