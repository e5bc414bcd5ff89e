import { describe, expect, it } from '@jest/globals';
import * as errors from './index.js';

const samples = [
  new errors.ApprovalMissingError('a'),
  new errors.ApprovalSettledError(),
  new errors.RunEventsFullError(5),
  new errors.StorageError({ code: 'SQLITE_FULL' }),
  new errors.StorageFullError(1000),
  new errors.StorageKeyError('the key is wrong'),
  new errors.StorageOpenError('/data/agents.db', 'it is damaged'),
  new errors.StorageVersionError('/data/agents.db', 9, 1),
  new errors.StoredThreadMissingError(),
];
const classes = (Object.values(errors) as (typeof errors.StorageError)[]).filter(({ code }) => code !== undefined);

describe('errors of agents', () => {
  it.each(samples)('name their class and code: $code', (error) => {
    expect(error.name).toBe(error.constructor.name);
    expect(errors.AgentsError.isInstance(error)).toBe(true);
    const matching = classes.filter((one) => one.isInstance(error));
    expect(matching).toEqual([error.constructor]);
    expect(error.message).toMatch(/\.$/);
  });

  it.each([
    [{ code: 'SQLITE_FULL' }, 'the storage of agents failed: SQLITE_FULL, the disk is full: make space'],
    [{ code: 'SQLITE_IOERR_WRITE' }, 'the storage of agents failed: SQLITE_IOERR_WRITE, the disk failed: check it'],
    [{ code: '57P01' }, 'the storage of agents failed: 57P01, the database was stopped: start it'],
    [new TypeError('a text of a user'), 'the storage of agents failed: TypeError'],
  ])('tell operators what to do: %#', (cause, logged) => {
    expect(new errors.StorageError(cause).logged).toBe(logged);
  });

  it('know no other value', () => {
    for (const value of [undefined, null, 'x', {}, new Error('x')])
      expect(errors.AgentsError.isInstance(value)).toBe(false);
  });
});
