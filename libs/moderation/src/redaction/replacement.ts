import { type RedactionSettings } from '../contract/policy.js';
import { hashWithKey } from './hash-with-key.js';

/** A value to replace. */
interface RedactedValue {
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
 *
 * A value without a label is removed: hidden text, which no reader saw.
 */
export function toReplacement(settings: RedactionSettings, redacted: RedactedValue): string {
  if (redacted.label === '') return '';
  switch (settings.style) {
    case 'mask':
      return '*'.repeat([...redacted.value].length);
    case 'placeholder': {
      const digest = hashWithKey(settings, [redacted.conversationId, redacted.label, redacted.value]);
      return `[${redacted.label}_${digest.slice(0, 6).toUpperCase()}]`;
    }
    case 'hash': {
      const digest = hashWithKey(settings, [redacted.label, redacted.value]);
      return `[${redacted.label}:${digest.slice(0, 16)}]`;
    }
  }
}
