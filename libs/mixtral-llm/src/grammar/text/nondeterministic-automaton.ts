import { anyCodePoint, type CodePoints, contains, intersection, partition } from '../gbnf/code-points.js';
import { spendWork } from '../limits/work-budget.js';
import { type Automaton, AutomatonTooLargeError, explore, maximumStates } from './automaton.js';

/**
 * Describes a transition along one code point or along none. One along none may be limited to the start or end of the
 * text.
 */
type Edge =
  { readonly on: CodePoints; readonly to: number } | { readonly at: 'anywhere' | 'start' | 'end'; readonly to: number };

/** Maximum states and edges to visit while one pattern is made deterministic. More would take long. */
const maximumVisited = 500_000;

/** Builds a non-deterministic automaton and makes it deterministic. */
export class NondeterministicAutomaton {
  readonly #edges: Edge[][] = [];
  #visited = 0;

  /** Adds a state. @throws {AutomatonTooLargeError} */
  add(): number {
    if (this.#edges.length >= 4 * maximumStates) throw new AutomatonTooLargeError();
    spendWork(1);
    return this.#edges.push([]) - 1;
  }

  connect(from: number, edge: Edge): void {
    this.#edges[from]?.push(edge);
  }

  /**
   * Builds the deterministic automaton that accepts the same texts.
   *
   * @throws {AutomatonTooLargeError}
   */
  determinize(start: number, end: number): Automaton {
    const classes = partition(this.#allSets());
    const first = this.#closure([start], { start: true, end: false });
    // Only the first state is at the start of the text, even where the same set of states is reached again.
    return explore<{ readonly states: readonly number[]; readonly isFirst: boolean }>(
      { states: first, isFirst: true },
      ({ states, isFirst }) => `${isFirst} ${states.join()}`,
      ({ states, isFirst }) => ({
        isAccepting: this.#closure(states, { start: isFirst, end: true }).includes(end),
        next: classes.flatMap((on) => {
          const reached = this.#step(states, on);
          return reached.length === 0 ? [] : [{ on, to: { states: reached, isFirst: false } }];
        }),
      }),
    );
  }

  #step(states: readonly number[], codePoints: CodePoints): readonly number[] {
    const [sample] = codePoints[0] ?? [0];
    const reached = states.flatMap((state) => {
      const edges = this.#edges[state] ?? [];
      this.#visit(edges.length);
      return edges.flatMap((edge) => ('on' in edge && contains(edge.on, sample) ? [edge.to] : []));
    });
    return this.#closure(reached, { start: false, end: false });
  }

  /** Finds the states that are reached without reading a code point. */
  #closure(states: readonly number[], position: { readonly start: boolean; readonly end: boolean }): readonly number[] {
    const reached = new Set<number>();
    const pending = [...states];
    for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
      if (reached.has(state)) continue;
      reached.add(state);
      this.#visit(1);
      for (const edge of this.#edges[state] ?? []) {
        if ('at' in edge && (edge.at === 'anywhere' || position[edge.at])) pending.push(edge.to);
      }
    }
    return [...reached].sort((a, b) => a - b);
  }

  #visit(steps: number): void {
    this.#visited += steps;
    if (this.#visited > maximumVisited) throw new AutomatonTooLargeError();
    spendWork(steps);
  }

  #allSets(): readonly CodePoints[] {
    const sets = this.#edges.flat().flatMap((edge) => ('on' in edge ? [edge.on] : []));
    // Repeated parts share their sets, so identical objects are compared first.
    const different = new Map([...new Set(sets)].map((set) => [JSON.stringify(set), set]));
    return [...different.values()].map((set) => intersection(set, anyCodePoint));
  }
}
