import { describe, expect, it } from '@jest/globals';

import { describeFileError } from './describe-file-error.js';

describe('describeFileError', () => {
  it.each([
    [
      Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
      'the disk is full (ENOSPC)',
    ],
    [Object.assign(new Error('ETXTBSY: text file is busy'), { code: 'ETXTBSY' }), 'ETXTBSY: text file is busy'],
    [new Error('It broke'), 'It broke'],
    ['a string', 'string was thrown'],
    [null, 'object was thrown'],
  ])('describes %s in plain words', (error, description) => {
    expect(describeFileError(error)).toBe(description);
  });
});
