import { describe, expect, it } from '@jest/globals';

import { createCurrentTimeTool } from './current-time-tool.js';

const now = () => new Date('2026-03-29T00:30:00Z');

describe('the tool current_time', () => {
  it.each([
    [{}, '2026-03-29T00:30:00+00:00 (Sunday, UTC)'],
    [{ timeZone: 'Europe/Berlin' }, '2026-03-29T01:30:00+01:00 (Sunday, Europe/Berlin)'],
    [{ timeZone: 'America/New_York' }, '2026-03-28T20:30:00-04:00 (Saturday, America/New_York)'],
    [{ timeZone: 'Asia/Kolkata' }, '2026-03-29T06:00:00+05:30 (Sunday, Asia/Kolkata)'],
  ])('gives the time for %j', async (input, expected) => {
    expect(await createCurrentTimeTool({ now }).invoke(input)).toBe(expected);
  });

  it('takes the time zone of its options for a call without one', async () => {
    expect(await createCurrentTimeTool({ now, timeZone: 'Asia/Tokyo' }).invoke({})).toContain(
      '+09:00 (Sunday, Asia/Tokyo)',
    );
  });

  it('refuses a time zone that there is not', async () => {
    await expect(createCurrentTimeTool({ now }).invoke({ timeZone: 'Moon/Base' })).rejects.toThrow(
      'no time zone of this name',
    );
  });
});
