import { type CodePoints } from './code-points.js';
import { type Expression } from './expression.js';

/**
 * Renders rules as llama.cpp's GBNF text, the root first.
 *
 * Source of the syntax: grammars/README.md of llama.cpp.
 */
export function renderGrammar(rules: ReadonlyMap<string, Expression>): string {
  return [...rules].map(([name, body]) => `${name} ::= ${render(body)}\n`).join('');
}

function render(expression: Expression): string {
  switch (expression.kind) {
    case 'text':
      return `"${[...expression.text].map((character) => escapeInText(character.codePointAt(0) ?? 0)).join('')}"`;
    case 'one-of':
      return renderSet(expression.set);
    case 'sequence':
      return expression.parts.map((part) => (part.kind === 'choice' ? `(${render(part)})` : render(part))).join(' ');
    case 'choice':
      return expression.options.map(render).join(' | ');
    case 'repeat':
      return `${renderOperand(expression.body)}${quantifier(expression.min, expression.max)}`;
    case 'rule':
      return expression.name;
  }
}

function renderOperand(body: Expression): string {
  const isAtom = body.kind !== 'sequence' && body.kind !== 'choice' && body.kind !== 'repeat';
  return isAtom ? render(body) : `(${render(body)})`;
}

function quantifier(min: number, max: number): string {
  if (min === 0 && max === 1) return '?';
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function renderSet(set: CodePoints): string {
  return `[${set.map(([from, to]) => (from === to ? escapeInSet(from) : `${escapeInSet(from)}-${escapeInSet(to)}`)).join('')}]`;
}

/** Escapes a code point, unless it is printable ASCII without a meaning in GBNF: a grammar is ASCII. */
function escapeInText(codePoint: number): string {
  if (codePoint === 0x22 || codePoint === 0x5c) return `\\${String.fromCodePoint(codePoint)}`;
  return isPrintable(codePoint) ? String.fromCodePoint(codePoint) : escapeCodePoint(codePoint);
}

function escapeInSet(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  if (character === ']' || character === '\\') return `\\${character}`;
  return isPrintable(codePoint) && character !== '-' && character !== '^' ? character : escapeCodePoint(codePoint);
}

function isPrintable(codePoint: number): boolean {
  return codePoint >= 0x20 && codePoint < 0x7f;
}

function escapeCodePoint(codePoint: number): string {
  if (codePoint > 0xffff) return `\\U${toHexadecimal(codePoint, 8)}`;
  return codePoint > 0xff ? `\\u${toHexadecimal(codePoint, 4)}` : `\\x${toHexadecimal(codePoint, 2)}`;
}

function toHexadecimal(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
