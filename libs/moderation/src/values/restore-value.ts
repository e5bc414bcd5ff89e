import { parseExactJson, stringifyExactJson } from './exact-json.js';
import { type RedactionVault } from '../redaction/vault.js';
import { mapValue } from './serialize-value.js';

/**
 * Replaces the placeholders in all names and strings of a value by the values of a vault. The placeholder of a number becomes a number
 * again. A value without such placeholders is returned as it is; in another one, a class instance becomes a plain object.
 */
export function restoreValue<Value>(value: Value, vault: RedactionVault): Value;
export function restoreValue(value: unknown, vault: RedactionVault): unknown {
  return mapTexts(value, vault, (text) => vault.findNumber(text) ?? vault.restore(text));
}

/** Replaces the placeholders in all names and strings of a value, as `restoreValue` does, and keeps every string a string. */
export function restoreTexts<Value>(value: Value, vault: RedactionVault): Value;
export function restoreTexts(value: unknown, vault: RedactionVault): unknown {
  return mapTexts(value, vault, (text) => vault.restore(text));
}

/** Maps the texts of a value. Returns the value itself when none changes. */
function mapTexts(value: unknown, vault: RedactionVault, map: (text: string) => unknown): unknown {
  if (vault.size === 0) return value;
  if (typeof value === 'string') return map(value);
  let isChanged = false;
  const mapped = mapValue(value, (original, text) => {
    const mappedText = map(text);
    if (mappedText === text) return original;
    isChanged = true;
    return mappedText;
  });
  return isChanged ? mapped : value;
}

/**
 * Restores the JSON text of a tool call's arguments from a vault, and keeps it valid. In a text that is no JSON, placeholders are
 * replaced as they stand.
 */
export function restoreArguments(text: string, vault: RedactionVault): string {
  if (vault.size === 0 || vault.restore(text) === text) return text;
  let given: unknown;
  try {
    given = parseExactJson(text);
  } catch {
    return vault.restore(text);
  }
  return stringifyExactJson(restoreValue(given, vault)) ?? text;
}
