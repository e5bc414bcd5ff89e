import { describe, expect, it } from '@jest/globals';
import { type EncodedText } from '../tokenizer/tokenizer.js';
import { EncodedTextCache } from './encoded-text-cache.js';

const encoded = (token: number): EncodedText => ({ tokens: [token], byteLengths: [1] });

describe('EncodedTextCache', () => {
  it('forgets the least recently used text first', () => {
    const cache = new EncodedTextCache({ maxTexts: 2 });
    cache.set('a', encoded(1));
    cache.set('b', encoded(2));
    expect(cache.get('a')).toEqual(encoded(1));
    cache.set('c', encoded(3));
    expect(cache.get('b')).toBeUndefined();
    expect(cache.get('a')).toEqual(encoded(1));
    expect(cache.get('c')).toEqual(encoded(3));
    expect(cache.size).toBe(2);
  });

  it('limits the total length of its texts, and keeps no text longer than that', () => {
    const cache = new EncodedTextCache({ maxUnits: 10 });
    cache.set('aaaa', encoded(1));
    cache.set('bbbb', encoded(2));
    cache.set('cccc', encoded(3));
    expect(cache.get('aaaa')).toBeUndefined();
    cache.set('d'.repeat(11), encoded(4));
    expect(cache.get('d'.repeat(11))).toBeUndefined();
    expect(cache.size).toBe(2);
  });

  it('counts a text once that is set again', () => {
    const cache = new EncodedTextCache({ maxUnits: 10 });
    for (let token = 0; token < 5; token++) cache.set('aaaa', encoded(token));
    cache.set('bbbb', encoded(9));
    expect(cache.get('aaaa')).toEqual(encoded(4));
    expect(cache.size).toBe(2);
  });
});
