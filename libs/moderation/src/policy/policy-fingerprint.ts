import { createHash, createHmac } from 'node:crypto';

import { type ModerationPolicy } from '../contract/policy.js';

const fingerprints = new WeakMap<ModerationPolicy, string>();

/**
 * Computes a policy's fingerprint: 64 hexadecimal digits that are equal for equal contents, in any order and process.
 *
 * A policy that was edited without a new version has another fingerprint. The key of its redactions cannot be read from it.
 */
export function policyFingerprint(policy: ModerationPolicy): string {
  const known = fingerprints.get(policy);
  if (known !== undefined) return known;
  const { hashKey } = policy.redaction;
  const keyDigest =
    hashKey === undefined ? undefined : createHmac('sha256', hashKey).update('fingerprint').digest('hex');
  const content = { ...policy, redaction: { ...policy.redaction, hashKey: keyDigest } };
  const fingerprint = createHash('sha256').update(toCanonicalJson(content)).digest('hex');
  fingerprints.set(policy, fingerprint);
  return fingerprint;
}

/** Writes JSON with the keys of every object sorted. */
function toCanonicalJson(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
