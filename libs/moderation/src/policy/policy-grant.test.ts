import { describe, expect, it } from '@jest/globals';

import { PolicyNotAllowedError } from '../errors/moderation-errors.js';
import { choosePolicy } from './policy-grant.js';

describe('choosePolicy', () => {
  it('chooses the policy of the caller, or one that it may name', () => {
    expect(choosePolicy({ policy: 'balanced' })).toBe('balanced');
    expect(choosePolicy({ policy: 'balanced' }, 'balanced')).toBe('balanced');
    expect(choosePolicy({ policy: 'balanced', choices: ['strict'] }, 'strict')).toBe('strict');
    expect(choosePolicy({ policy: 'balanced', choices: 'any' }, 'monitor-only')).toBe('monitor-only');
  });

  it('refuses any other policy and lists the allowed ones', () => {
    expect(() => choosePolicy({ policy: 'balanced', choices: ['strict'] }, 'monitor-only')).toThrow(
      PolicyNotAllowedError,
    );
    expect(() => choosePolicy({ policy: 'balanced' }, 'monitor-only')).toThrow('allowed: balanced.');
  });
});
