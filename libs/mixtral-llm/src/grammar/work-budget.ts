/** What compiling one grammar may take, in states of automata that are looked at: less than a second. */
const mostWork = 1_000_000;

/** The grammar became too large, or takes too long to make. */
export class GrammarTooLargeError extends Error {}

/** Of the grammar that is being compiled. Compiling never waits for anything, so there is one at a time; outside of it nothing is counted. */
let workLeft = Infinity;

/** Compiles one grammar within the bound: many small parts may take as long as one that is refused for its size. */
export function withWorkBudget<Result>(compile: () => Result): Result {
  workLeft = mostWork;
  try {
    return compile();
  } finally {
    workLeft = Infinity;
  }
}

/** Counts work of the grammar that is being compiled. @throws {GrammarTooLargeError} when it is more than a grammar may take */
export function spendWork(states: number): void {
  workLeft -= states;
  if (workLeft < 0) throw new GrammarTooLargeError();
}
