import { completeRules, endableRules, isEndable } from './complete-rules.js';
import { choice, type Expression, isNever, keyOf, never, nothing, repeated, sequence } from './expression.js';
import { GrammarTooLargeError } from '../limits/work-budget.js';
import { renderGrammar } from './render.js';

/**
 * Up to here llama.cpp unrolls a repetition itself. It unrolls at most 2,000, and takes a larger upper bound for none at
 * all without a word (MAX_REPETITION_THRESHOLD in its llama-grammar.cpp): larger counts are built of rules here.
 */
const unrolledByRuntime = 128;

/** Rules of one grammar. More are a schema that no model can follow, and seconds of parsing. */
const maxRules = 20_000;

/** A grammar that is being built: names, and what they stand for. */
export class GrammarRules {
  readonly #bodies = new Map<string, Expression>([['root', never]]);
  readonly #namesOfBodies = new Map<string, string>();
  readonly #expressions = new Map<string, Expression>();
  readonly #lastNumbers = new Map<string, number>();

  /** Takes a name like the wanted one that is free. Its body follows with `set`. */
  reserve(wanted: string): Expression & { readonly kind: 'rule' } {
    if (this.#bodies.size >= maxRules) throw new GrammarTooLargeError();
    const stem =
      wanted
        .replace(/[^A-Za-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 40)
        .toLowerCase() || 'rule';
    let number = this.#lastNumbers.get(stem) ?? 1;
    let name = number === 1 ? stem : `${stem}-${number}`;
    while (this.#bodies.has(name)) name = `${stem}-${++number}`;
    this.#lastNumbers.set(stem, number);
    this.#bodies.set(name, never);
    return { kind: 'rule', name };
  }

  /** What `build` gives, built once for each key. */
  once(key: string, build: () => Expression): Expression {
    const expression = this.#expressions.get(key) ?? build();
    this.#expressions.set(key, expression);
    return expression;
  }

  /** Says what a reserved name stands for. */
  set(rule: Expression & { readonly kind: 'rule' }, body: Expression): void {
    this.#bodies.set(rule.name, body);
  }

  /** A rule for this body; the same one for the same body. */
  define(wanted: string, body: Expression): Expression {
    if (body.kind === 'rule' || body === nothing || isNever(body)) return body;
    const key = keyOf(body);
    const known = this.#namesOfBodies.get(key);
    if (known !== undefined) return { kind: 'rule', name: known };
    const rule = this.reserve(wanted);
    this.set(rule, body);
    this.#namesOfBodies.set(key, rule.name);
    return rule;
  }

  /**
   * Between `min` and `max` of a body that is never empty, in any count: about √max rules, and one way only to match, so
   * that llama.cpp follows at most two states.
   *
   * @param max may be Infinity
   */
  repeat(wanted: string, body: Expression, min: number, max: number): Expression {
    if (min > max) return never;
    const isSmall = (max === Infinity ? min : max) <= unrolledByRuntime;
    if (isSmall) return repeated(body, min, max);
    const item = this.define(wanted, body);
    const rest = max === Infinity ? repeated(item, 0, Infinity) : this.#atMost(wanted, item, max - min);
    return sequence(this.#exactly(wanted, item, min), rest);
  }

  #exactly(wanted: string, item: Expression, count: number): Expression {
    if (count <= unrolledByRuntime) return repeated(item, count, count);
    const size = Math.ceil(Math.sqrt(count));
    const block = this.define(`${wanted}-${size}`, this.#exactly(wanted, item, size));
    return sequence(
      this.#exactly(`${wanted}-${size}`, block, Math.floor(count / size)),
      this.#exactly(wanted, item, count % size),
    );
  }

  /** Whole blocks one after the other, each of them followed by less than a block, or by the next one. */
  #atMost(wanted: string, item: Expression, count: number): Expression {
    if (count <= unrolledByRuntime) return repeated(item, 0, count);
    const size = Math.ceil(Math.sqrt(count));
    const block = this.define(`${wanted}-${size}`, this.#exactly(wanted, item, size));
    const part = this.define(`${wanted}-part`, this.#atMost(wanted, item, size - 1));
    let rest = this.#atMost(wanted, item, count % size);
    for (let blocks = Math.floor(count / size); blocks > 0; blocks--) {
      rest = this.define(`${wanted}-rest`, choice([sequence(block, rest), part]));
    }
    return rest;
  }

  /** Tells of an expression whether any text at all completes it, by the rules so far: all of them are gone through once. */
  endable(): (expression: Expression) => boolean {
    const endable = endableRules(this.#bodies);
    return (expression) => isEndable(expression, endable);
  }

  /** The grammar's text, or undefined when no text at all would match. @throws {GrammarTooLargeError} */
  render(root: Expression): string | undefined {
    this.#bodies.set('root', root);
    const complete = completeRules(this.#bodies, 'root');
    return complete && renderGrammar(complete);
  }
}
