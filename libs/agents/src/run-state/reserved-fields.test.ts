import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type JsonValue } from '../contract/index.js';
import { RequestInvalidError } from '../errors/index.js';
import { assertFreeFields } from './reserved-fields.js';
import { runStateFields } from './run-state.js';

const forbidden: readonly JsonValue[] = [
  ...runStateFields.map((name) => ({ [name]: {} })),
  ...runStateFields.map((name) => [[name, {}]]),
  { messages: { __overwrite__: [] } },
  { messages: { type: '__overwrite__', value: [] } },
];

describe('assertFreeFields', () => {
  it.each(forbidden)('refuses %j', (value) => {
    expect(() => assertFreeFields(value, 'input')).toThrow(RequestInvalidError);
  });

  it('refuses a reserved name at any depth, and takes every other value', () => {
    const inner = fc.constantFrom(...forbidden);
    const deep = fc.letrec<{ tree: JsonValue }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'large' },
        inner,
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        fc.dictionary(fc.string(), tie('tree'), { minKeys: 1, maxKeys: 3 }),
      ),
    })).tree;
    fc.assert(
      fc.property(deep, (value) => expect(() => assertFreeFields(value, 'input')).toThrow(RequestInvalidError)),
      { seed: 5, numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => expect(() => assertFreeFields(value as JsonValue, 'input')).not.toThrow()),
      { seed: 5, numRuns: 200 },
    );
  });

  it('takes the names as words of a text', () => {
    expect(() =>
      assertFreeFields({ messages: [{ role: 'user', content: '_leeward_flow __overwrite__' }] }, 'input'),
    ).not.toThrow();
  });
});
