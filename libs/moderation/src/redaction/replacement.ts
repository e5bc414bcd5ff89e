import { createHmac, randomBytes } from 'node:crypto';

import { type RedactionSettings } from '../contract/policy.js';

/** Without a key of the policy's, placeholders stay the same for the life of the process. */
const processKey = randomBytes(32);

/** What is needed to name a redacted value. */
export interface RedactedValue {
  readonly value: string;
  /** Upper-case word for the kind of value, such as `EMAIL`. */
  readonly label: string;
  readonly conversationId: string;
}

/**
 * What stands in place of a redacted value. No state is kept and no value is stored: the name is a keyed hash, so the same
 * value has the same placeholder throughout a conversation, on every replica that shares the key, and in a stream whatever
 * its chunks.
 *
 * - `placeholder`: `[EMAIL_3FA9C1]`, another one in another conversation.
 * - `hash`: `[EMAIL:3fa9c1…]`, the same in every conversation, to join records without reading them.
 * - `mask`: an asterisk per character.
 */
export function toReplacement(settings: RedactionSettings, redacted: RedactedValue): string {
  switch (settings.style) {
    case 'mask':
      return '*'.repeat([...redacted.value].length);
    case 'placeholder': {
      const digest = keyedHash(settings, [redacted.conversationId, redacted.label, redacted.value]);
      return `[${redacted.label}_${digest.slice(0, 6).toUpperCase()}]`;
    }
    case 'hash': {
      const digest = keyedHash(settings, [redacted.label, redacted.value]);
      return `[${redacted.label}:${digest.slice(0, 16)}]`;
    }
  }
}

/** A hash of some texts under the policy's key, or under one of this process. */
export function keyedHash(settings: RedactionSettings, parts: readonly string[]): string {
  // JSON keeps the parts apart: 'a' + 'bc' and 'ab' + 'c' must differ.
  return createHmac('sha256', settings.hashKey ?? processKey)
    .update(JSON.stringify(parts))
    .digest('hex');
}
