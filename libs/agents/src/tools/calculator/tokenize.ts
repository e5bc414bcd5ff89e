import { ToolInputError } from '../../errors/index.js';

/** A part of an expression. */
export interface Token {
  readonly type: 'number' | 'name' | 'operator' | 'end';
  readonly text: string;
  /** Counted from 0. */
  readonly position: number;
}

const tokenPattern =
  /(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)|(?<name>[a-z][a-z0-9]*)|(?<operator>[-+*/%^(),])/y;

/** Signs that people and models write in place of the operators. */
const otherSigns: Readonly<Record<string, string>> = { '×': '*', '·': '*', '÷': '/', '−': '-', π: 'pi' };

/** Splits an expression into numbers, names and operators. @throws {ToolInputError} for any other character */
export function tokenize(expression: string): readonly Token[] {
  const text = expression
    .toLowerCase()
    .replace(/[×·÷−π]/g, (sign) => otherSigns[sign] ?? sign)
    .replaceAll('**', '^');
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text[position] ?? '')) {
      position += 1;
      continue;
    }
    pattern.lastIndex = position;
    const found = pattern.exec(text);
    if (found === null)
      throw new ToolInputError(`The expression has a character at position ${position + 1} that it may not have.`);
    const { number, name } = found.groups ?? {};
    const type = number !== undefined ? 'number' : name !== undefined ? 'name' : 'operator';
    tokens.push({ type, text: found[0], position });
    position = pattern.lastIndex;
  }
  return [...tokens, { type: 'end', text: '', position }];
}
