import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { anyCodePoint, type CodePoints, codePoints, complement, union, difference } from '../gbnf/code-points.js';
import { spendWork } from '../limits/work-budget.js';
import { type Automaton, complementOf, intersect } from './automaton.js';
import { NondeterministicAutomaton } from './nondeterministic-automaton.js';

/** Reports a pattern that has a syntax error or is not regular. The message names the part. */
export class PatternNotRegularError extends Error {}

const digits = codePoints([[0x30, 0x39]]);
const wordCharacters = codePoints([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
/** Code points of ECMAScript's WhiteSpace and LineTerminator. */
const spaces = codePoints([
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);
const lineTerminators = codePoints([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]);

/**
 * Accepts the texts in which a JSON Schema `pattern` finds a match: ECMA-262 with the flag `u`, anywhere in the text.
 *
 * Lookaheads right behind `^` are understood, as schema libraries write them.
 *
 * @throws {PatternNotRegularError} for a syntax error, other lookaround, back references, word boundaries, Unicode properties
 * @throws {AutomatonTooLargeError}
 */
export function parsePattern(source: string): Automaton {
  spendWork(source.length);
  const { alternatives, lookaheads } = splitLookaheads(parse(source).alternatives);
  return lookaheads.reduce((automaton, lookahead) => {
    const ahead = new PatternBuilder().searchFromStart(lookahead.alternatives);
    return intersect(automaton, lookahead.negate ? complementOf(ahead) : ahead);
  }, new PatternBuilder().search(alternatives));
}

/** Takes the lookaheads behind the `^` of a pattern out of it. They are about the same text as the rest. */
function splitLookaheads(alternatives: readonly AST.Alternative[]): {
  readonly alternatives: readonly AST.Alternative[];
  readonly lookaheads: readonly AST.LookaheadAssertion[];
} {
  const [alternative] = alternatives;
  const [start, ...rest] = alternative?.elements ?? [];
  const isSingle = alternatives.length === 1 && start?.type === 'Assertion' && start.kind === 'start';
  if (!alternative || !isSingle) return { alternatives, lookaheads: [] };
  const others = rest.findIndex((element) => !isLookahead(element));
  const count = others < 0 ? rest.length : others;
  const elements = [start, ...rest.slice(count)];
  return { alternatives: [{ ...alternative, elements }], lookaheads: rest.slice(0, count).filter(isLookahead) };
}

function isLookahead(element: AST.Element): element is AST.LookaheadAssertion {
  return element.type === 'Assertion' && element.kind === 'lookahead';
}

function parse(source: string): AST.Pattern {
  try {
    return new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source, 0, source.length, { unicode: true });
  } catch (error) {
    throw new PatternNotRegularError(error instanceof Error ? error.message : String(error));
  }
}

class PatternBuilder {
  readonly #states = new NondeterministicAutomaton();
  /** Code points by element. A repeated element has them computed once. */
  readonly #members = new Map<AST.Element, CodePoints>();

  /** Accepts the texts with a match anywhere. */
  search(alternatives: readonly AST.Alternative[]): Automaton {
    return this.#search(alternatives, true);
  }

  /** Accepts the texts that begin with a match. */
  searchFromStart(alternatives: readonly AST.Alternative[]): Automaton {
    return this.#search(alternatives, false);
  }

  #search(alternatives: readonly AST.Alternative[], isAnywhere: boolean): Automaton {
    const [start, end] = [this.#states.add(), this.#states.add()];
    if (isAnywhere) this.#states.connect(start, { on: anyCodePoint, to: start });
    this.#states.connect(end, { on: anyCodePoint, to: end });
    const matched = this.#addAlternatives(alternatives, start);
    this.#states.connect(matched, { at: 'anywhere', to: end });
    return this.#states.determinize(start, end);
  }

  #addAlternatives(alternatives: readonly AST.Alternative[], from: number): number {
    const end = this.#states.add();
    for (const { elements } of alternatives) {
      const begin = this.#states.add();
      this.#states.connect(from, { at: 'anywhere', to: begin });
      const last = elements.reduce((state, element) => this.#addElement(element, state), begin);
      this.#states.connect(last, { at: 'anywhere', to: end });
    }
    return end;
  }

  #addElement(element: AST.Element, from: number): number {
    switch (element.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass': {
        const to = this.#states.add();
        const on = this.#members.get(element) ?? toMembers(element);
        this.#members.set(element, on);
        this.#states.connect(from, { on, to });
        return to;
      }
      case 'Group':
        if (element.modifiers) throw notRegularError(element);
        return this.#addAlternatives(element.alternatives, from);
      case 'CapturingGroup':
        return this.#addAlternatives(element.alternatives, from);
      case 'Quantifier':
        return this.#addQuantifier(element, from);
      case 'Assertion': {
        if (element.kind !== 'start' && element.kind !== 'end') throw notRegularError(element);
        const to = this.#states.add();
        this.#states.connect(from, { at: element.kind, to });
        return to;
      }
      default:
        throw notRegularError(element);
    }
  }

  #addQuantifier({ element, min, max }: AST.Quantifier, from: number): number {
    let state = from;
    for (let count = 0; count < min; count++) state = this.#addElement(element, state);
    const end = this.#states.add();
    if (max === Infinity) {
      const begin = this.#states.add();
      this.#states.connect(state, { at: 'anywhere', to: begin });
      this.#states.connect(this.#addElement(element, begin), { at: 'anywhere', to: begin });
      state = begin;
    } else {
      for (let count = min; count < max; count++) {
        this.#states.connect(state, { at: 'anywhere', to: end });
        state = this.#addElement(element, state);
      }
    }
    this.#states.connect(state, { at: 'anywhere', to: end });
    return end;
  }
}

function toMembers(element: AST.Character | AST.CharacterSet | AST.CharacterClass | AST.Node): CodePoints {
  switch (element.type) {
    case 'Character':
      return [[element.value, element.value]];
    case 'CharacterClassRange':
      return [[element.min.value, element.max.value]];
    case 'CharacterClass': {
      const members = union(...element.elements.map(toMembers));
      return element.negate ? complement(members) : members;
    }
    case 'CharacterSet':
      return toSetMembers(element);
    default:
      throw notRegularError(element);
  }
}

function toSetMembers(set: AST.CharacterSet): CodePoints {
  if (set.kind === 'any') return difference(anyCodePoint, lineTerminators);
  if (set.kind === 'property') throw notRegularError(set);
  const members = { digit: digits, word: wordCharacters, space: spaces }[set.kind];
  return set.negate ? complement(members) : members;
}

function notRegularError(element: AST.Node): PatternNotRegularError {
  return new PatternNotRegularError(`${element.raw} cannot be expressed by a grammar`);
}
