import { describe, expect, it } from '@jest/globals';
import { BoundedLabel } from './bounded-label.js';

describe('BoundedLabel', () => {
  it('keeps the first values, and takes the others together', () => {
    const label = new BoundedLabel(2);
    expect(['a', 'b', 'c', 'a', 'd'].map((value) => label.limit(value))).toEqual(['a', 'b', 'other', 'a', 'other']);
  });
});
