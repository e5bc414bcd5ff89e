import { describe, expect, it } from '@jest/globals';

import { createModerator, type CreateModeratorOptions } from '../moderator/create-moderator.js';
import { ModeratorSet, type ModeratorSetOptions } from '../moderator/moderator-set.js';
import { assertKnownOptions } from './assert-known-options.js';

const names = 'there are: policy, guard, classifiers, onDecision, auditSink, shadow';

describe('an unknown option', () => {
  it.each([
    ['polcy', 'did you mean "policy"?'],
    ['classifier', 'did you mean "classifiers"?'],
    ['ondecision', 'did you mean "onDecision"?'],
    ['auditLog', names],
    ['x', names],
  ])('of createModerator is refused, with the nearest name: %s', (name, remedy) => {
    const options = { [name]: undefined } as CreateModeratorOptions;
    expect(() => createModerator(options)).toThrow(`createModerator has no option "${name}"; ${remedy}`);
  });

  it('of a set of moderators is refused', () => {
    const options = { policy: 'strict' } as unknown as ModeratorSetOptions;
    expect(() => new ModeratorSet(options)).toThrow('ModeratorSet has no option "policy"; did you mean "policies"?');
  });

  it('is cut in the error', () => {
    const assert = (): void => assertKnownOptions('It', { ['x'.repeat(1_000)]: 1 }, { known: true });
    expect(assert).toThrow(`It has no option "${'x'.repeat(64)}"; there are: known`);
  });
});
