import {
  anyCodePoint,
  type CodePoints,
  toCodePoints,
  contains,
  intersection,
  union,
  difference,
} from '../gbnf/code-points.js';
import { GrammarTooLargeError, spendWork } from '../limits/work-budget.js';

/** Describes a deterministic automaton over code points. It starts in state 0. */
export type Automaton = readonly AutomatonState[];

export interface AutomatonState {
  readonly isAccepting: boolean;
  /** Transitions whose sets do not overlap. A code point in none of them is refused. */
  readonly transitions: readonly Transition[];
}

export interface Transition {
  readonly on: CodePoints;
  readonly to: number;
}

/** Maximum states of one automaton. More would make a grammar of megabytes. */
export const maximumStates = 20_000;

/** Reports an automaton that needs too many states. */
export class AutomatonTooLargeError extends GrammarTooLargeError {}

/**
 * Builds an automaton from its first state, expanding states as they are reached.
 *
 * @param toKey returns the same text for the same state
 * @throws {AutomatonTooLargeError}
 * @throws {GrammarTooLargeError} when the whole grammar has taken too much work
 */
export function explore<State>(
  start: State,
  toKey: (state: State) => string,
  expand: (state: State) => {
    readonly isAccepting: boolean;
    readonly next: readonly { readonly on: CodePoints; readonly to: State }[];
  },
): Automaton {
  const numbers = new Map([[toKey(start), 0]]);
  const pending = [start];
  const states: AutomatonState[] = [];
  for (let state = pending[0]; state !== undefined; state = pending[states.length]) {
    const { isAccepting, next } = expand(state);
    spendWork(1 + next.length);
    const targets = new Map<number, CodePoints[]>();
    for (const { on, to } of next) {
      if (on.length === 0) continue;
      const key = toKey(to);
      const number = numbers.get(key) ?? pending.push(to) - 1;
      if (number >= maximumStates) throw new AutomatonTooLargeError();
      numbers.set(key, number);
      const known = targets.get(number);
      if (known) known.push(on);
      else targets.set(number, [on]);
    }
    states.push({
      isAccepting,
      transitions: [...targets].map(([to, sets]) => ({
        on: sets.length === 1 ? (sets[0] as CodePoints) : union(...sets),
        to,
      })),
    });
  }
  return states;
}

/** Accepts the texts that both automata accept. @throws {AutomatonTooLargeError} */
export function intersect(first: Automaton, second: Automaton): Automaton {
  return explore<readonly [number, number]>(
    [0, 0],
    (pair) => pair.join(),
    ([one, other]) => {
      const [left, right] = [first[one] as AutomatonState, second[other] as AutomatonState];
      spendWork(left.transitions.length * right.transitions.length);
      const next = left.transitions.flatMap((a) =>
        right.transitions.map((b) => ({ on: intersection(a.on, b.on), to: [a.to, b.to] as const })),
      );
      return { isAccepting: left.isAccepting && right.isAccepting, next };
    },
  );
}

/** Accepts the texts that an automaton refuses. @throws {AutomatonTooLargeError} */
export function complementOf(automaton: Automaton): Automaton {
  /** Stands for every text that leaves the automaton. */
  const outside = -1;
  return explore<number>(0, String, (number) => {
    const state = automaton[number];
    const transitions = state?.transitions ?? [];
    const others = difference(anyCodePoint, union(...transitions.map(({ on }) => on)));
    return { isAccepting: !state?.isAccepting, next: [...transitions, { on: others, to: outside }] };
  });
}

/** Accepts the texts of an automaton with `min` to `max` code points. @throws {AutomatonTooLargeError} */
export function limitLength(automaton: Automaton, min: number, max: number): Automaton {
  const counted = max === Infinity ? min : max;
  return explore<{ readonly state: number; readonly length: number }>(
    { state: 0, length: 0 },
    ({ state, length }) => `${state},${length}`,
    ({ state, length }) => {
      const { isAccepting, transitions } = automaton[state] as AutomatonState;
      const next =
        length >= max
          ? []
          : transitions.map(({ on, to }) => ({ on, to: { state: to, length: Math.min(length + 1, counted) } }));
      return { isAccepting: isAccepting && length >= min, next };
    },
  );
}

/** Removes the states from which no text is accepted. Undefined when none is accepted at all. */
export function withoutDeadEnds(automaton: Automaton): Automaton | undefined {
  const sources = automaton.map((): number[] => []);
  for (const [from, { transitions }] of automaton.entries()) for (const { to } of transitions) sources[to]?.push(from);
  const ending = new Set<number>();
  const pending = [...automaton.keys()].filter((state) => automaton[state]?.isAccepting);
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (ending.has(state)) continue;
    ending.add(state);
    pending.push(...(sources[state] ?? []));
  }
  if (!ending.has(0)) return undefined;
  return explore<number>(0, String, (state) => {
    const { isAccepting, transitions } = automaton[state] as AutomatonState;
    return { isAccepting, next: transitions.filter(({ to }) => ending.has(to)) };
  });
}

/** Accepts every text of these characters except the given ones. */
export function allTextsExcept(texts: readonly string[], alphabet: CodePoints): Automaton {
  const isPrefix = (text: string) => texts.some((excluded) => excluded.startsWith(text));
  // A state is the text read so far while it begins an excluded text, and undefined afterwards.
  return explore<{ readonly read: string | undefined }>(
    { read: '' },
    ({ read }) => JSON.stringify(read) ?? '',
    ({ read }) => {
      if (read === undefined) return { isAccepting: true, next: [{ on: alphabet, to: { read } }] };
      // Each comparison below reads the prefix of each text again.
      spendWork(read.length + texts.length);
      const following = new Set(
        texts
          .filter((text) => text.startsWith(read) && text !== read)
          .map((text) => String.fromCodePoint(text.codePointAt(read.length) ?? 0)),
      );
      const inside = [...following].filter((character) => isPrefix(read + character));
      const next = inside.map((character) => ({
        on: intersection(toCodePoints(character), alphabet),
        to: { read: read + character },
      }));
      const outside = { on: difference(alphabet, toCodePoints(inside.join(''))), to: { read: undefined } };
      return { isAccepting: !texts.includes(read), next: [...next, outside] };
    },
  );
}

/** Tells whether an automaton accepts a text. */
export function accepts(automaton: Automaton, text: string): boolean {
  let state = automaton[0];
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const transition = state?.transitions.find(({ on }) => contains(on, codePoint));
    state = transition && automaton[transition.to];
  }
  return state?.isAccepting ?? false;
}
