import { describe, expect, it } from '@jest/globals';
import { describeForLog } from './describe-for-log.js';
import { StorageError } from './storage-error.js';
import { toOpenAiError } from './to-openai-error.js';

const connection = { destroyed: false, socket: null };

describe('StorageError', () => {
  it.each([
    [Object.assign(new Error('secret'), { code: 'SQLITE_FULL' }), 'the storage failed: SQLITE_FULL, the disk is full'],
    [Object.assign(new Error('secret'), { code: 'SQLITE_IOERR_WRITE' }), 'SQLITE_IOERR_WRITE, the disk failed'],
    [new SyntaxError('secret'), 'the storage failed: SyntaxError'],
  ])('logs the code and the remedy of %s, and no text', (cause, logged) => {
    const error = new StorageError(cause);
    const shown = toOpenAiError(error);
    expect(shown).toMatchObject({ status: 503, retryAfterSeconds: 2 });
    expect(shown.body().error).toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringContaining('store'),
    });
    const line = describeForLog(error, shown, connection);
    expect(line).toContain(logged);
    expect(`${line} ${JSON.stringify(shown.body())}`).not.toContain('secret');
  });
});
