import { type RedactionSettings } from '../contract/policy.js';
import { type Container } from './find-container.js';
import { hashWithKey } from './hash-with-key.js';
import { readKeptName, toHashName, toKeptName, toKeptNumberName, toPlaceholderName } from './placeholder-name.js';
import { type ValueKeeper } from '../contract/value-keeper.js';

/** A value to replace. */
interface RedactedValue {
  readonly value: string;
  /** Names the kind of value in upper case, such as `EMAIL`. */
  readonly label: string;
  readonly conversationId: string;
  readonly container: Container;
}

/**
 * Creates the replacement of a redacted value. It contains a keyed hash, so no table of values is needed: equal values
 * have equal placeholders throughout a conversation, on every replica with the same key, and however a stream is cut.
 *
 * - `placeholder`: `[EMAIL_3FA9C1]`, different in another conversation.
 * - `hash`: `[EMAIL:3fa9c1…]`, the same in every conversation, to join records without reading them.
 * - `mask`: an asterisk for each character.
 *
 * A bare number of JSON gets quotes around it, and before the path of a URL the brackets are left out. A value without a label is
 * removed: hidden text, which no reader saw.
 * @param vault keeps the value, so that it can be restored; its placeholders have a longer hash
 */
export function toReplacement(settings: RedactionSettings, redacted: RedactedValue, vault?: ValueKeeper): string {
  if (redacted.label === '') return '';
  const { container } = redacted;
  if (vault !== undefined && settings.mode === 'restore') return write(keepValue(settings, redacted, vault), container);
  switch (settings.style) {
    case 'mask':
      return `${container.quote}${'*'.repeat([...redacted.value].length)}${container.quote}`;
    case 'placeholder': {
      const { conversationId, label, value } = redacted;
      const digest = hashWithKey(settings, [conversationId, label, value]);
      return write(toPlaceholderName(label, digest), container);
    }
    case 'hash': {
      const digest = hashWithKey(settings, [redacted.label, redacted.value]);
      return write(toHashName(redacted.label, digest, container.kind === 'host'), container);
    }
  }
}

function write(name: string, { kind, quote }: Container): string {
  return kind === 'host' ? name : `${quote}[${name}]${quote}`;
}

/** Keeps a value in the vault. @returns the name of its placeholder */
function keepValue(
  settings: RedactionSettings,
  { value, label, conversationId, container }: RedactedValue,
  vault: ValueKeeper,
): string {
  const isNumber = container.kind === 'number';
  return vault.keep(
    toKeptName(label, hashWithKey(settings, [conversationId, label, value]), isNumber),
    value,
    isNumber,
  );
}

/**
 * Creates the replacement of a number that is a value of its own, outside of any text.
 * @param replacement the replacement of the number, or of a part of it, as text
 */
export function toNumberReplacement(replacement: string, value: number | bigint, vault?: ValueKeeper): string {
  const name = vault && readKeptName(replacement);
  if (!name) return replacement.replaceAll('"', '');
  return `[${vault.keep(toKeptNumberName(name), `${value}`, true)}]`;
}

/**
 * Creates the replacement of a part of a redacted value: each part of a value in several places is restored in its place.
 * @returns undefined when nothing is restored
 */
export function toPartReplacement(replacement: string, part: string, vault?: ValueKeeper): string | undefined {
  const name = vault && readKeptName(replacement);
  return name && `[${vault.keep(name, part)}]`;
}
