import { type TextRange } from '../../../contract/moderation-input.js';
import { secretStems } from '../names/secret-name.js';
import { type AssignedValue, maximumExamined, readAssignedValue } from './read-value.js';

/** A name and the value that is assigned to it. */
export interface Assignment extends AssignedValue {
  readonly name: string;
  /** The value is text and no code: it stands in quotes, or behind a name of an environment file. */
  readonly isLiteral: boolean;
}

/** Signs and words between a name and its value. */
const operator = /=>|:{1,3}=|\?=|={1,3}|\|\||\?\?|->|[:>,]| (?:is|ist|lautet|es|est|è) /g;

const hint = new RegExp(secretStems, 'i');

/** The most characters of a name, with the words before it that say what kind it is. */
const maximumNameLength = 80;

/** The most words of a name with spaces. */
const maximumNameWords = 5;

/** A declared type between a name and its operator: `apiKey: string =`. */
const declaredType = /\??\s?:\s?(?:string|String|str|&(?:'static )?str|Optional\[str\]|any|Text|varchar)\s?$/;

/** The most characters from an operator to a digit among the examined characters of a value. */
const maximumDigitDistance = maximumExamined + 100;

function findDigit(text: string, from: number): number {
  digit.lastIndex = from;
  return digit.exec(text)?.index ?? Number.POSITIVE_INFINITY;
}

const digit = /\d/g;

/** Finds the assignments of a text whose names may be those of secrets, and whose values hold a digit. */
export function* findAssignments(text: string): Generator<Assignment> {
  let nextDigit = -1;
  for (const { 0: sign, index } of text.matchAll(operator)) {
    // Each kind of secret has a digit, and prose behind a name seldom has one. The next digit is looked for once for many names.
    if (nextDigit < index) nextDigit = findDigit(text, index);
    if (nextDigit - index > maximumDigitDistance) continue;
    const name = readName(text, index, sign);
    if (name === undefined || !hint.test(name.text)) continue;
    const value = readAssignedValue(text, index + sign.length, { isQuotedName: name.isQuoted, sign });
    if (value === undefined || !/\d/.test(value.value)) continue;
    const isEnvironment =
      sign === '=' &&
      name.end === index &&
      /(?:^|[\n ])[A-Z][A-Z\d_]*$/.test(text.slice(Math.max(0, name.start - 1), name.end));
    yield { ...value, name: name.text, isLiteral: value.isQuoted || isEnvironment };
  }
}

/** The end of an element that shows a name, as in `<b>Password</b>:`. */
const closingTag = /<\/\w{1,9}>$/;

interface Name extends TextRange {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Reads the name that ends before an operator. */
function readName(text: string, operatorStart: number, sign: string): Name | undefined {
  let end = skipBack(text, operatorStart, ' \t', 3);
  const tag = closingTag.exec(text.slice(Math.max(0, end - 12), end));
  if (tag !== null) end -= tag[0].length;
  const beforeClosing = skipBack(text, end, `"'\`\\])*`, 4);
  const isQuoted = beforeClosing < end;
  // A comma and an alternative stand between many things; only a quoted name before them counts.
  if (!isQuoted && (sign === ',' || sign === '||' || sign === '??')) return undefined;
  end = beforeClosing;
  if (sign === '=' && !isQuoted) {
    const type = declaredType.exec(text.slice(Math.max(0, end - 30), end));
    if (type !== null) end -= type[0].length;
  }
  if (!isNameCharacter(text, end - 1)) return undefined;
  const limit = Math.max(0, end - maximumNameLength);
  let start = end;
  let words = 0;
  for (;;) {
    while (start > limit && isNameCharacter(text, start - 1)) start -= 1;
    words += 1;
    const isSpaced = start - 1 > limit && text.charAt(start - 1) === ' ' && isNameCharacter(text, start - 2);
    if (!isSpaced || words >= maximumNameWords) break;
    start -= 1;
  }
  // The name of a resource, as in `arn:aws:secretsmanager:…:secret:name`, and the path of a URL.
  if (!isQuoted && words === 1 && /[:/]/.test(text.charAt(start - 1))) return undefined;
  return { text: text.slice(start, end), start, end, isQuoted };
}

function skipBack(text: string, end: number, characters: string, maximum: number): number {
  let start = end;
  while (end - start < maximum && start > 0 && characters.includes(text.charAt(start - 1))) start -= 1;
  return start;
}

function isNameCharacter(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return (
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit === 0x5f ||
    unit === 0x2d ||
    unit === 0x2e ||
    (unit >= 0xc0 && /[\p{L}\p{M}]/u.test(text.charAt(index)))
  );
}
