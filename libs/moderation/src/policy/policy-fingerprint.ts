import { createHash, createHmac } from 'node:crypto';

import { type ModerationPolicy } from '../contract/policy.js';

const known = new WeakMap<ModerationPolicy, string>();

/**
 * What a policy says, as 64 hexadecimal digits: the same for equal contents in whatever order and process, another one for a policy
 * that was edited and kept its version. Its key cannot be read from it.
 */
export function policyFingerprint(policy: ModerationPolicy): string {
  const before = known.get(policy);
  if (before !== undefined) return before;
  const { hashKey } = policy.redaction;
  const mark = hashKey === undefined ? undefined : createHmac('sha256', hashKey).update('fingerprint').digest('hex');
  const content = { ...policy, redaction: { ...policy.redaction, hashKey: mark } };
  const fingerprint = createHash('sha256').update(canonicalJson(content)).digest('hex');
  known.set(policy, fingerprint);
  return fingerprint;
}

/** JSON with the names of every object in their order. */
function canonicalJson(value: object): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
