/** What compiling one grammar may take, in small steps that are counted: seconds at most. */
export const mostWork = 4_000_000;

/** The grammar became too large. */
export class GrammarTooLargeError extends Error {}

/** The grammar takes more work than it may. */
export class WorkSpentError extends GrammarTooLargeError {}

/** Of the grammar that is being compiled. Compiling never waits for anything, so there is one at a time; outside of it nothing is counted. */
let workLeft: number | undefined;

/** Compiles within a bound: many small parts may take as long as one that is refused for its size. Within another bound, that one holds. */
export function withWorkBudget<Result>(work: number, compile: () => Result): Result {
  if (workLeft !== undefined) return compile();
  workLeft = work;
  try {
    return compile();
  } finally {
    workLeft = undefined;
  }
}

/** Whether the work that is done now is within somebody's bound. */
export function hasWorkBudget(): boolean {
  return workLeft !== undefined;
}

/** Counts work of the grammar that is being compiled. @throws {WorkSpentError} when it is more than it may take */
export function spendWork(steps: number): void {
  if (workLeft === undefined) return;
  workLeft -= steps;
  if (workLeft < 0) throw new WorkSpentError();
}

/** Characters that are written or compared in about one step. */
const charactersPerStep = 100;

/** Counts the writing or comparing of so many characters. @throws {WorkSpentError} as `spendWork` */
export function spendWorkOnText(characters: number): void {
  spendWork(characters / charactersPerStep);
}
