import { spendWork, spendWorkOnText } from '../limits/work-budget.js';
import { type CodePoints, codePoints } from './code-points.js';

/** Describes the right-hand side of a rule. */
export type Expression =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'one-of'; readonly set: CodePoints }
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly body: Expression; readonly min: number; readonly max: number }
  | { readonly kind: 'rule'; readonly name: string };

/** Matches exactly this text. */
export function text(value: string): Expression {
  return { kind: 'text', text: value };
}

/** Matches the empty text. */
export const nothing: Expression = text('');

/** Matches no text at all. Parts of a grammar that need it are removed from it. */
export const never: Expression = { kind: 'choice', options: [] };

/** Matches one of these code points. */
export function oneOf(set: CodePoints): Expression {
  return { kind: 'one-of', set };
}

/** Matches one code point of these inclusive ranges, for example `between('09', 'af')`. */
export function between(...ranges: readonly string[]): Expression {
  return oneOf(
    codePoints(ranges.map((range) => [range.codePointAt(0) ?? 0, range.codePointAt(range.length - 1) ?? 0])),
  );
}

/** Matches the parts one after the other. */
export function sequence(...parts: readonly (Expression | string)[]): Expression {
  const flat = parts
    .map((part) => (typeof part === 'string' ? text(part) : part))
    .flatMap((part) => (part.kind === 'sequence' ? part.parts : [part]));
  spendWork(flat.length);
  if (flat.some(isNever)) return never;
  const joined: Expression[] = [];
  for (const part of flat) {
    const previous = joined.at(-1);
    if (part.kind !== 'text') joined.push(part);
    else if (previous?.kind === 'text') joined.splice(-1, 1, text(previous.text + part.text));
    else if (part.text !== '') joined.push(part);
  }
  return joined.length === 1
    ? (joined[0] as Expression)
    : joined.length === 0
      ? nothing
      : { kind: 'sequence', parts: joined };
}

/** Matches one of the options. */
export function choice(options: readonly (Expression | string)[]): Expression {
  const flat = options
    .map((option) => (typeof option === 'string' ? text(option) : option))
    .flatMap((option) => (option.kind === 'choice' ? option.options : [option]));
  const different = [...new Map(flat.map((option) => [toKey(option), option])).values()];
  return different.length === 1 ? (different[0] as Expression) : { kind: 'choice', options: different };
}

/** Makes a key: equal expressions have equal keys. */
export function toKey(expression: Expression): string {
  const key = JSON.stringify(expression);
  spendWorkOnText(key.length);
  return key;
}

/** Matches the body or the empty text. */
export function optional(body: Expression): Expression {
  return repeated(body, 0, 1);
}

/**
 * Matches the body `min` to `max` times, for small counts; `GrammarRules.repeat` takes any count.
 *
 * @param max may be Infinity
 */
export function repeated(body: Expression, min: number, max: number): Expression {
  if (min > max) return never;
  if (max === 0 || body === nothing) return nothing;
  if (isNever(body)) return min === 0 ? nothing : never;
  return min === 1 && max === 1 ? body : { kind: 'repeat', body, min, max };
}

export function isNever(expression: Expression): boolean {
  return expression.kind === 'choice' && expression.options.length === 0;
}
