import { type TextRange } from '../../../contract/moderation-input.js';

/** A value behind an operator. */
export interface AssignedValue {
  readonly value: string;
  readonly range: TextRange;
  readonly isQuoted: boolean;
  /** Code goes on behind the value: the call of a function, an index, a template. */
  readonly isExpression: boolean;
}

/** The most characters of a value that are examined: its kind shows at its start. */
export const maximumExamined = 160;

/** The most characters of a value; a stream holds as many. */
const maximumValueLength = 4_096;

/** White space, and the end of emphasis, between operator and value. A line break is none of it: the next line is another setting. */
const gap = /[^\S\r\n]{0,40}(?:(?:\*{1,3}|<\/\w{1,9}>)[^\S\r\n]{1,10})?/y;

/** A value that goes on in the next line: a block of YAML, or a line of its own that holds nothing else. */
const yamlBlock = /[ \t]{0,4}[|>][+-]?\d?[ \t]{0,4}\r?\n[ \t]{1,40}/y;
const ownLine = /[ \t]{0,4}(?:\r?\n){1,2}[ \t]{0,40}(?=[\w+/=.~-]{16,512}[ \t]{0,4}(?:\r?\n|$))/y;
const jsonBreak = /[ \t]{0,4}\r?\n[ \t]{0,40}(?=")/y;

const quote = /\\{0,3}(["'`])/y;

/** The characters of a value without quotes: those that end it in code, in a manual and in another script are left out. */
const bareCharacter = '[^\\s"\'\\x60\\\\,;<>()[\\]{}\\x7f-\\uffff]';
const bare = new RegExp(`${bareCharacter}{1,${maximumExamined}}`, 'y');
const bareRest = new RegExp(`${bareCharacter}{1,${maximumValueLength}}`, 'y');

/** Finds the end of a long value that was taken for a secret. It is looked for only then, so that a search stays linear. */
export function findValueEnd(text: string, { value, range, isQuoted }: AssignedValue): number {
  if (isQuoted || value.length < maximumExamined) return range.end;
  return matchEnd(bareRest, text, range.end) ?? range.end;
}

/** Reads the value that begins behind an operator; undefined when there is none. */
export function readAssignedValue(
  text: string,
  start: number,
  { isQuotedName, sign }: { readonly isQuotedName: boolean; readonly sign: string },
): AssignedValue | undefined {
  const continues = sign === ':' ? [yamlBlock, ownLine, ...(isQuotedName ? [jsonBreak] : [])] : [];
  const from =
    [...continues, gap].map((pattern) => matchEnd(pattern, text, start)).find((end) => end !== undefined) ?? start;
  quote.lastIndex = from;
  const opening = quote.exec(text);
  return opening === null
    ? readBare(text, from, sign)
    : readQuoted(text, from + opening[0].length, opening[1] ?? '"', opening[0].length > 1);
}

function readQuoted(text: string, start: number, sign: string, isEscaped: boolean): AssignedValue | undefined {
  const limit = Math.min(text.length, start + maximumValueLength);
  let end = start;
  while (end < limit && text.charAt(end) !== sign && !/\s/.test(text.charAt(end))) {
    if (text.charAt(end) === '\\' && isEscaped) break;
    end += text.charAt(end) === '\\' ? 2 : 1;
  }
  end = Math.min(end, limit);
  // A quoted sentence is no value of one word, unless the limit cuts it.
  if (end === start || (end < limit && /\s/.test(text.charAt(end)))) return undefined;
  return { value: text.slice(start, end), range: { start, end }, isQuoted: true, isExpression: false };
}

function readBare(text: string, start: number, operator: string): AssignedValue | undefined {
  bare.lastIndex = start;
  const run = bare.exec(text)?.[0];
  if (run === undefined) return undefined;
  const whole = /&[\w.-]{1,64}=/.exec(run);
  const value = trimEnd(whole === null ? run : run.slice(0, whole.index));
  const next = text.charAt(start + run.length);
  const end = start + value.length;
  return {
    value,
    range: { start, end },
    isQuoted: false,
    isExpression: value.length === run.length && (operator === '>' ? /[([{]/ : /[([{<]/).test(next),
  };
}

/** Leaves out the signs that end a sentence or mark a passage. */
function trimEnd(run: string): string {
  let end = run.length;
  while (end > 0 && '.!?:*|'.includes(run.charAt(end - 1))) end -= 1;
  return run.slice(0, end);
}

function matchEnd(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
