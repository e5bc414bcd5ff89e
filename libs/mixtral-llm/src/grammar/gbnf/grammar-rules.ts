import { removeUnproductiveRules, findProductiveRules, isProductive } from './remove-unproductive-rules.js';
import { choice, type Expression, isNever, toKey, never, nothing, repeated, sequence } from './expression.js';
import { GrammarTooLargeError } from '../limits/work-budget.js';
import { renderGrammar } from './render.js';

/**
 * Maximum count of a GBNF repetition. llama.cpp unrolls repetitions, and silently drops an upper bound above 2,000
 * (MAX_REPETITION_THRESHOLD in its llama-grammar.cpp), so larger counts are built from rules here.
 */
const maximumUnrolled = 128;

/** Maximum rules of one grammar. Parsing more would take seconds. */
const maximumRules = 20_000;

/** Builds a grammar, rule by rule. */
export class GrammarRules {
  readonly #bodies = new Map<string, Expression>([['root', never]]);
  readonly #namesOfBodies = new Map<string, string>();
  readonly #expressions = new Map<string, Expression>();
  readonly #lastNumbers = new Map<string, number>();

  /** Reserves a free name like the wanted one. Set its body with `set`. @throws {GrammarTooLargeError} */
  reserve(wanted: string): Expression & { readonly kind: 'rule' } {
    if (this.#bodies.size >= maximumRules) throw new GrammarTooLargeError();
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

  /** Returns the result of `build`, built once for each key. */
  once(key: string, build: () => Expression): Expression {
    const expression = this.#expressions.get(key) ?? build();
    this.#expressions.set(key, expression);
    return expression;
  }

  /** Sets the body of a reserved rule. */
  set(rule: Expression & { readonly kind: 'rule' }, body: Expression): void {
    this.#bodies.set(rule.name, body);
  }

  /** Returns a rule for a body, the same one for the same body. @throws {GrammarTooLargeError} */
  define(wanted: string, body: Expression): Expression {
    if (body.kind === 'rule' || body === nothing || isNever(body)) return body;
    const key = toKey(body);
    const known = this.#namesOfBodies.get(key);
    if (known !== undefined) return { kind: 'rule', name: known };
    const rule = this.reserve(wanted);
    this.set(rule, body);
    this.#namesOfBodies.set(key, rule.name);
    return rule;
  }

  /**
   * Matches a body that is never empty `min` to `max` times, for any count. It takes about √max rules, and there is one way
   * only to match a text, so that llama.cpp follows at most two states.
   *
   * @param max may be Infinity
   */
  repeat(wanted: string, body: Expression, min: number, max: number): Expression {
    if (min > max) return never;
    const isSmall = (max === Infinity ? min : max) <= maximumUnrolled;
    if (isSmall) return repeated(body, min, max);
    const item = this.define(wanted, body);
    const rest = max === Infinity ? repeated(item, 0, Infinity) : this.#atMost(wanted, item, max - min);
    return sequence(this.#exactly(wanted, item, min), rest);
  }

  #exactly(wanted: string, item: Expression, count: number): Expression {
    if (count <= maximumUnrolled) return repeated(item, count, count);
    const size = Math.ceil(Math.sqrt(count));
    const block = this.define(`${wanted}-${size}`, this.#exactly(wanted, item, size));
    return sequence(
      this.#exactly(`${wanted}-${size}`, block, Math.floor(count / size)),
      this.#exactly(wanted, item, count % size),
    );
  }

  /** Matches up to `count` items: whole blocks, then fewer items than a block. */
  #atMost(wanted: string, item: Expression, count: number): Expression {
    if (count <= maximumUnrolled) return repeated(item, 0, count);
    const size = Math.ceil(Math.sqrt(count));
    const block = this.define(`${wanted}-${size}`, this.#exactly(wanted, item, size));
    const part = this.define(`${wanted}-part`, this.#atMost(wanted, item, size - 1));
    let rest = this.#atMost(wanted, item, count % size);
    for (let blocks = Math.floor(count / size); blocks > 0; blocks--) {
      rest = this.define(`${wanted}-rest`, choice([sequence(block, rest), part]));
    }
    return rest;
  }

  /** Returns a test whether an expression matches some text. Visits all rules so far once. */
  findProductive(): (expression: Expression) => boolean {
    const productive = findProductiveRules(this.#bodies);
    return (expression) => isProductive(expression, productive);
  }

  /** Renders the grammar; undefined when no text would match. */
  render(root: Expression): string | undefined {
    this.#bodies.set('root', root);
    const complete = removeUnproductiveRules(this.#bodies, 'root');
    return complete && renderGrammar(complete);
  }
}
