import { ToolInputError } from '../../errors/index.js';
import { type Token, tokenize } from './tokenize.js';

/** Deeper expressions are refused, so that none of them overflows the stack. */
const maximumDepth = 100;

const constants: ReadonlyMap<string, number> = new Map(Object.entries({ pi: Math.PI, e: Math.E }));

interface MathFunction {
  readonly call: (...values: readonly number[]) => number;
  /** The fewest and the most arguments. */
  readonly arity: readonly [number, number];
}

const one = (call: (value: number) => number): MathFunction => ({
  call: (value = Number.NaN) => call(value),
  arity: [1, 1],
});

const functions: ReadonlyMap<string, MathFunction> = new Map(
  Object.entries<MathFunction>({
    abs: one(Math.abs),
    ceil: one(Math.ceil),
    cos: one(Math.cos),
    exp: one(Math.exp),
    floor: one(Math.floor),
    ln: one(Math.log),
    log10: one(Math.log10),
    log2: one(Math.log2),
    max: { call: Math.max, arity: [1, 100] },
    min: { call: Math.min, arity: [1, 100] },
    round: { call: (value = Number.NaN, digits = 0) => roundTo(value, digits), arity: [1, 2] },
    sin: one(Math.sin),
    sqrt: one(Math.sqrt),
    tan: one(Math.tan),
  }),
);

/** The names that an expression may use, for the description of the tool. */
export const knownNames: readonly string[] = [...functions.keys(), ...constants.keys()];

interface BinaryOperator {
  /** A greater one binds more tightly. */
  readonly precedence: number;
  readonly isRightAssociative?: boolean;
  readonly apply: (left: number, right: number) => number;
}

const binaryOperators: ReadonlyMap<string, BinaryOperator> = new Map(
  Object.entries<BinaryOperator>({
    '+': { precedence: 1, apply: (left, right) => left + right },
    '-': { precedence: 1, apply: (left, right) => left - right },
    '*': { precedence: 2, apply: (left, right) => left * right },
    '/': { precedence: 2, apply: divide },
    '%': { precedence: 2, apply: (left, right) => (right === 0 ? divide(left, right) : left % right) },
    '^': { precedence: 4, isRightAssociative: true, apply: (left, right) => left ** right },
  }),
);

/** A sign binds more tightly than `*`, and less than `^`: -2^2 is -4. */
const signPrecedence = 3;

/**
 * Computes an arithmetic expression with the precision of a double.
 *
 * @throws {ToolInputError} for an expression that has an error, names something unknown, or has no finite value
 */
export function evaluateExpression(expression: string): number {
  const parser = new ExpressionParser(tokenize(expression));
  const value = parser.parse();
  if (!Number.isFinite(value)) throw new ToolInputError('The expression has no finite value. Check it for its range.');
  // 0.1 + 0.2 is 0.3 for people: the last digits of a double are noise.
  return Number(value.toPrecision(15));
}

/** Reads tokens by precedence climbing, and computes on the way. */
class ExpressionParser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): number {
    const value = this.#readExpression(0);
    if (this.#current.type !== 'end') throw unexpected(this.#current);
    return value;
  }

  get #current(): Token {
    return this.#tokens[this.#position] ?? { type: 'end', text: '', position: 0 };
  }

  #take(): Token {
    const token = this.#current;
    this.#position += 1;
    return token;
  }

  #expect(text: string): void {
    const token = this.#take();
    if (token.text !== text) throw unexpected(token, text);
  }

  #readExpression(minimum: number): number {
    this.#depth += 1;
    if (this.#depth > maximumDepth)
      throw new ToolInputError(`The expression is nested deeper than ${maximumDepth} levels.`);
    let left = this.#readOperand();
    for (;;) {
      const operator = binaryOperators.get(this.#current.text);
      if (operator === undefined || operator.precedence < minimum) break;
      this.#take();
      const right = this.#readExpression(operator.precedence + (operator.isRightAssociative === true ? 0 : 1));
      left = operator.apply(left, right);
    }
    this.#depth -= 1;
    return left;
  }

  #readOperand(): number {
    const token = this.#take();
    if (token.type === 'number') return Number(token.text);
    if (token.type === 'name') return this.#readName(token);
    if (token.text === '-') return -this.#readExpression(signPrecedence);
    if (token.text === '+') return this.#readExpression(signPrecedence);
    if (token.text !== '(') throw unexpected(token);
    const value = this.#readExpression(0);
    this.#expect(')');
    return value;
  }

  #readName(token: Token): number {
    const constant = constants.get(token.text);
    if (constant !== undefined) return constant;
    const known = functions.get(token.text);
    if (known === undefined) {
      throw new ToolInputError(
        `The name at position ${token.position + 1} is unknown. The known names are ${knownNames.join(', ')}.`,
      );
    }
    this.#expect('(');
    const values = [this.#readExpression(0)];
    while (this.#current.text === ',') {
      this.#take();
      values.push(this.#readExpression(0));
    }
    this.#expect(')');
    const [fewest, most] = known.arity;
    if (values.length < fewest || values.length > most) {
      throw new ToolInputError(
        `The function ${token.text} takes ${fewest === most ? fewest : `${fewest} to ${most}`} values.`,
      );
    }
    return known.call(...values);
  }
}

function divide(left: number, right: number): number {
  if (right === 0) throw new ToolInputError('The expression divides by zero.');
  return left / right;
}

function roundTo(value: number, digits: number): number {
  if (!Number.isInteger(digits) || digits < 0 || digits > 15) {
    throw new ToolInputError('The function round takes 0 to 15 digits.');
  }
  // By text: 1.005 * 100 is 100.49999999999999.
  const shifted = Number(`${value}e${digits}`);
  return Number.isNaN(shifted) ? value : Number(`${Math.round(shifted)}e-${digits}`);
}

function unexpected(token: Token, expected?: string): ToolInputError {
  const found = token.type === 'end' ? 'ends too early' : `has something unexpected at position ${token.position + 1}`;
  return new ToolInputError(
    `The expression ${found}${expected === undefined ? '' : `; "${expected}" must stand there`}.`,
  );
}
