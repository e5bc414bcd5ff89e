import { describe, expect, it } from '@jest/globals';
import { createModerator } from '@leeward/moderation';

import { presentModeration } from './present-moderation.js';

describe('presentModeration', () => {
  it('flags the whole category of a part that was found', async () => {
    const verdict = await createModerator().check('Pay with 4111 1111 1111 1111');
    if (verdict.outcome === 'error') throw new Error('The text could not be moderated.');
    expect(presentModeration(verdict)).toMatchObject({
      flagged: true,
      categories: { 'x/pii': true, 'x/pii/card': true, 'x/pii/email': false, hate: false },
      category_scores: { 'x/pii': 0.9, 'x/pii/card': 0.9, 'x/pii/email': 0 },
    });
  });
});
