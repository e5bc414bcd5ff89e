import { looksRandom } from '../../../text/tokens/index.js';
import { type DetectedSpan } from '../../spans/detected-span.js';
import { type SecretNameKind, toSecretNameKind } from '../names/secret-name.js';
import { isReference, isSample } from '../values/sample-value.js';
import { hasChanceDigits, toValueKind } from '../values/value-kind.js';
import { type Assignment, findAssignments } from './assignment.js';
import { findValueEnd, maximumExamined } from './read-value.js';

/** Finds secrets by the name beside them: `password = …`, `api_key: …`. The kind of the value must fit the name. */
export function findAssignedSecrets(text: string): readonly DetectedSpan[] {
  const found: DetectedSpan[] = [];
  const kinds = new Map<string, SecretNameKind | undefined>();
  for (const assignment of findAssignments(text)) {
    const { name } = assignment;
    // Files repeat a few names.
    if (!kinds.has(name)) kinds.set(name, toSecretNameKind(name));
    const kind = kinds.get(name);
    if (kind === undefined || !isSecretValue(kind, assignment)) continue;
    const { start } = assignment.range;
    found.push({ start, end: findValueEnd(text, assignment), label: 'SECRET', score: 0.8 });
  }
  return found;
}

/** The next setting of a file: nothing stands behind this name, and a line break was written as an escape. */
const otherSetting = /^[A-Za-z_][A-Za-z_.-]*=./;

const minimumPassword = 6;
const minimumSecret = 8;
const minimumToken = 20;

function isSecretValue(kind: SecretNameKind, assignment: Assignment): boolean {
  const { isExpression } = assignment;
  const value = assignment.value.slice(0, maximumExamined);
  if (value.length < minimumPassword || isExpression) return false;
  // An assignment within the value: the value of that one is examined for itself.
  if (kind !== 'password' && /=[^=]/.test(value)) return false;
  if (otherSetting.test(value) || isReference(value) || isSample(value)) return false;
  const valueKind = toValueKind(value);
  switch (kind) {
    case 'password':
      return isPassword({ ...assignment, value }, valueKind);
    case 'secret':
      return value.length >= minimumSecret && (valueKind === 'random' || valueKind === 'fingerprint');
    case 'token':
      return value.length >= minimumToken && valueKind === 'random' && looksRandom(value) && hasBothCases(value);
  }
}

/** Checks whether a value may be a password: mixed signs, or behind a sure sign of text a word with its number. */
function isPassword({ value, isLiteral }: Assignment, valueKind: string): boolean {
  if (/^[A-Za-z]{3,}\d{1,4}$/.test(value)) return isLiteral && !codec.test(value);
  if (valueKind === 'named') return false;
  if (valueKind === 'random' || valueKind === 'fingerprint')
    return value.length >= minimumSecret && hasChanceDigits(value);
  const chosen = value.replace(/^[!&*#]+/, '');
  return chosen.length >= minimumPassword && /[a-z]/i.test(chosen) && /[!@#$%^&*?+~]/.test(chosen) && /\d/.test(value);
}

/** Algorithms and types that programs name beside a password. */
const codec = /^(?:sha|md|aes|base|utf|u?int|float|bcrypt|argon|scrypt|pbkdf|rot|rsa|varchar|char)\d{1,4}$/i;

function hasBothCases(value: string): boolean {
  return /[a-z]/.test(value) && /[A-Z]/.test(value);
}
