import { UnsupportedSchemaError } from '../../errors/index.js';
import { choice, type Expression, never } from '../gbnf/expression.js';
import { type GrammarRules } from '../gbnf/grammar-rules.js';
import { oneOfTexts } from '../gbnf/one-of-texts.js';
import { type GrammarLimits } from '../limits/grammar-limits.js';
import { toJsonText } from '../text/json-text.js';
import { spendWork } from '../limits/work-budget.js';
import { finiteValues, generatedTypes } from './allowed-values.js';
import { Alternatives } from './alternatives.js';
import { AnyValues } from './any-value.js';
import { arrayValue } from './array-value.js';
import { areExclusive } from './exclusive-alternatives.js';
import { annotations, type Conjunction, type JsonType, type LocatedSchema, maximumNesting } from './json-schema.js';
import { numberValue } from './number-value.js';
import { objectValue } from './object-value.js';
import { type SchemaContext } from './schema-context.js';
import { type SchemaDocument } from './schema-document.js';
import { stringValue } from './string-value.js';

/** Keywords that restrict no value of a type further. */
const keywordsOfEveryType = new Set([...annotations, 'type', 'nullable', '$ref', 'allOf', 'anyOf', 'oneOf']);

/** Compiles schemas to rules of a grammar. */
export class SchemaCompiler {
  readonly #known = new Map<string, Expression>();
  readonly #alternatives: Alternatives;
  readonly #anyValues: AnyValues;
  readonly #context: SchemaContext;

  readonly #rules: GrammarRules;
  readonly #limits: GrammarLimits;

  constructor(document: SchemaDocument, rules: GrammarRules, limits: GrammarLimits) {
    this.#rules = rules;
    this.#limits = limits;

    this.#alternatives = new Alternatives(document, (one, other, part) =>
      areExclusive(one, other, part, document, this.#alternatives),
    );
    this.#anyValues = new AnyValues(rules, limits);
    this.#context = { document, rules, limits, compile: (schemas, name, depth) => this.compile(schemas, name, depth) };
  }

  /** Compiles schemas as `SchemaContext.compile` describes. @throws {UnsupportedSchemaError} */
  compile(schemas: readonly LocatedSchema[], name: string, depth: number): Expression {
    spendWork(schemas.length);
    const level = this.#limits.depth === undefined ? '' : depth;
    const key = `${level} ${[...new Set(schemas.map(({ pointer, schema }) => `${pointer} ${typeof schema}`))].sort().join(' ')}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (depth > maximumNesting) {
      throw new UnsupportedSchemaError(
        schemas[0]?.pointer ?? '',
        `more than ${maximumNesting} levels of lists and objects`,
        'leave some out, or let them refer to each other',
      );
    }
    // Reserved before its body is compiled, which may refer to it.
    const rule = this.#rules.reserve(name);
    this.#known.set(key, rule);
    this.#rules.set(
      rule,
      choice(this.#alternatives.resolve(schemas).map((parts) => this.#compileConjunction(parts, rule.name, depth))),
    );
    return rule;
  }

  #compileConjunction(parts: Conjunction, name: string, depth: number): Expression {
    spendWork(parts.length);
    const values = finiteValues(parts, this.#context.document);
    if (values) return oneOfTexts(values.map(toJsonText));
    return choice(generatedTypes(parts).map((type) => this.#compileType(type, parts, name, depth)));
  }

  #compileType(type: JsonType, parts: Conjunction, name: string, depth: number): Expression {
    const isRestricted = parts.some(({ schema }) =>
      Object.keys(schema).some((keyword) => !keywordsOfEveryType.has(keyword)),
    );
    if (!isRestricted) return this.#anyValues.compileType(type, depth);
    switch (type) {
      case 'object':
        return objectValue(parts, this.#context, name, depth);
      case 'array':
        return arrayValue(parts, this.#context, name, depth);
      case 'string':
        return stringValue(parts, this.#context);
      case 'number':
      case 'integer':
        return numberValue(parts, type === 'integer', this.#context);
      case 'boolean':
      case 'null':
        return this.#anyValues.compileType(type, depth);
    }
    return never;
  }
}
