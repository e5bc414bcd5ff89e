import { createHmac, randomBytes } from 'node:crypto';

import { type RedactionSettings } from '../contract/policy.js';

/** The key of policies without one: placeholders then stay the same until the process ends. */
const processKey = randomBytes(32);

/** Hashes some texts under the policy's key, or under the key of this process. */
export function hashWithKey(settings: RedactionSettings, parts: readonly string[]): string {
  // As JSON, because the hashes of ['a', 'bc'] and ['ab', 'c'] must differ.
  return createHmac('sha256', settings.hashKey ?? processKey)
    .update(JSON.stringify(parts))
    .digest('hex');
}
