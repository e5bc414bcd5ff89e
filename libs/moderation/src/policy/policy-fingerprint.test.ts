import { describe, expect, it } from '@jest/globals';

import { definePolicy, presetPolicy } from './parse-policy.js';
import { policyFingerprint } from './policy-fingerprint.js';
import { type PolicyDocument } from './schema/policy-schema.js';

const base: PolicyDocument = { name: 'mine', version: '1' };
const fingerprint = (document: Partial<PolicyDocument> = {}): string =>
  policyFingerprint(definePolicy({ ...base, ...document }));

describe('policyFingerprint', () => {
  it('is equal for equal contents in any order', () => {
    const categories = {
      hate: { threshold: 0.4, action: 'flag' },
      sexual: { threshold: 0.2, action: 'block' },
    } as const;
    expect(fingerprint({ categories })).toBe(
      fingerprint({ categories: { sexual: { action: 'block', threshold: 0.2 }, hate: categories.hate } }),
    );
    expect(fingerprint()).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<Partial<PolicyDocument>>([
    { categories: { hate: { threshold: 0.41 } } },
    { categories: { hate: { thresholds: { guard: 0.41 } } } },
    { stages: { output: { categories: { hate: { action: 'flag' } } } } },
    { rules: [{ name: 'a', words: ['bluebird'] }] },
    { allow: [{ words: ['bluebird'] }] },
    { gate: { mode: 'full' } },
    { messages: { blocked: 'No.' } },
    { redaction: { hashKey: 'a key for tests only' } },
    { version: '2' },
  ])('differs after the change %j', (change) => {
    expect(fingerprint(change)).not.toBe(fingerprint());
  });

  it('differs with the key of redactions and between presets', () => {
    expect(fingerprint({ redaction: { hashKey: 'a key for tests only' } })).not.toBe(
      fingerprint({ redaction: { hashKey: 'another key for tests' } }),
    );
    expect(policyFingerprint(presetPolicy('strict'))).not.toBe(policyFingerprint(presetPolicy('balanced')));
  });
});
