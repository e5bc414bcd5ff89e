import { choice, type Expression, never, sequence } from '../gbnf/expression.js';
import { type GrammarRules } from '../gbnf/grammar-rules.js';
import { type GrammarLimits } from '../limits/grammar-limits.js';
import { anyJsonCharacter, colon, comma } from '../text/json-text.js';
import { numberText } from '../text/number-text.js';
import { type JsonType } from './json-schema.js';

/** Maximum length of free property names, in code points. Without it, a model may never end a name. */
export const maximumNameLength = 128;

/** Compiles JSON values that have a type and no other restriction. */
export class AnyValues {
  readonly #known = new Map<string, Expression>();

  readonly #rules: GrammarRules;
  readonly #limits: GrammarLimits;

  constructor(rules: GrammarRules, limits: GrammarLimits) {
    this.#rules = rules;
    this.#limits = limits;
  }

  /** Compiles any value of one type. @param depth number of objects and arrays around it */
  compileType(type: JsonType, depth: number): Expression {
    // Without a limit, all levels share one rule, which refers to itself.
    const level = this.#limits.depth === undefined ? 0 : depth;
    const key = `${type} ${level}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (type === 'number' || type === 'integer') return numberText(this.#rules, { isInteger: type === 'integer' });
    const rule = this.#rules.reserve(type === 'array' || type === 'object' ? `any-${type}` : type);
    this.#known.set(key, rule);
    this.#rules.set(rule, this.#body(type, level));
    return rule;
  }

  /** Compiles any value of any type. */
  compileAny(depth: number): Expression {
    const types = ['object', 'array', 'string', 'number', 'boolean', 'null'] as const;
    return this.#rules.define('any-value', choice(types.map((type) => this.compileType(type, depth))));
  }

  #body(type: JsonType, depth: number): Expression {
    switch (type) {
      case 'null':
        return sequence('null');
      case 'boolean':
        return choice(['true', 'false']);
      case 'string':
        return sequence(
          '"',
          this.#rules.repeat('character', anyJsonCharacter(this.#rules), 0, this.#limits.stringLength ?? Infinity),
          '"',
        );
      case 'array':
        return this.#list('[', () => this.compileAny(depth + 1), ']', depth);
      default:
        return this.#list('{', () => sequence(this.#name(), colon, this.compileAny(depth + 1)), '}', depth);
    }
  }

  #name(): Expression {
    return sequence(
      '"',
      this.#rules.repeat('character', anyJsonCharacter(this.#rules), 0, this.#limits.stringLength ?? maximumNameLength),
      '"',
    );
  }

  #list(open: string, item: () => Expression, close: string, depth: number): Expression {
    const { depth: deepest = Infinity, items = Infinity } = this.#limits;
    if (depth >= deepest) return never;
    const first = items < 1 || depth + 1 > deepest ? never : this.#rules.define('any-item', item());
    const more = this.#rules.repeat('any-more', sequence(comma, first), 0, items - 1);
    return sequence(open, choice([sequence(first, more), '']), close);
  }
}
