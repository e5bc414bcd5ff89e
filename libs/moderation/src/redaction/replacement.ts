import { createHmac, randomBytes } from 'node:crypto';

import { type RedactionSettings } from '../contract/policy.js';

/** The key of policies without one: placeholders then stay the same until the process ends. */
const processKey = randomBytes(32);

/** A value to replace. */
export interface RedactedValue {
  readonly value: string;
  /** Names the kind of value in upper case, such as `EMAIL`. */
  readonly label: string;
  readonly conversationId: string;
}

/**
 * Creates the replacement of a redacted value. It contains a keyed hash, so no table of values is needed: equal values
 * have equal placeholders throughout a conversation, on every replica with the same key, and however a stream is cut.
 *
 * - `placeholder`: `[EMAIL_3FA9C1]`, different in another conversation.
 * - `hash`: `[EMAIL:3fa9c1…]`, the same in every conversation, to join records without reading them.
 * - `mask`: an asterisk for each character.
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

/** Hashes some texts under the policy's key, or under the key of this process. */
export function keyedHash(settings: RedactionSettings, parts: readonly string[]): string {
  // As JSON, because the hashes of ['a', 'bc'] and ['ab', 'c'] must differ.
  return createHmac('sha256', settings.hashKey ?? processKey)
    .update(JSON.stringify(parts))
    .digest('hex');
}
