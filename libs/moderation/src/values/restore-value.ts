import { type RedactionVault } from '../redaction/vault.js';
import { mapValue } from './serialize-value.js';

/**
 * Replaces the placeholders in all names and strings of a value by the values of a vault. The placeholder of a number becomes a number
 * again. A value without such placeholders is returned as it is; in another one, a class instance becomes a plain object.
 */
export function restoreValue<Value>(value: Value, vault: RedactionVault): Value;
export function restoreValue(value: unknown, vault: RedactionVault): unknown {
  if (vault.size === 0) return value;
  if (typeof value === 'string') return restoreText(value, vault);
  let isChanged = false;
  const restored = mapValue(value, (original, text) => {
    const restoredText = restoreText(text, vault);
    if (restoredText === text) return original;
    isChanged = true;
    return restoredText;
  });
  return isChanged ? restored : value;
}

function restoreText(text: string, vault: RedactionVault): unknown {
  return vault.findNumber(text) ?? vault.restore(text);
}

/**
 * Restores the JSON text of a tool call's arguments from a vault, and keeps it valid. In a text that is no JSON, placeholders are
 * replaced as they stand.
 */
export function restoreArguments(text: string, vault: RedactionVault): string {
  if (vault.size === 0 || vault.restore(text) === text) return text;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return vault.restore(text);
  }
  return JSON.stringify(restoreValue(given, vault));
}
