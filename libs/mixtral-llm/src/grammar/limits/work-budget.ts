/** Maximum work for one grammar, in steps. All steps together take a few seconds. */
export const maximumWork = 4_000_000;

/** Reports a grammar that is too large. */
export class GrammarTooLargeError extends Error {}

/** Reports a grammar that takes more work than its budget. */
export class WorkSpentError extends GrammarTooLargeError {}

/** Budget left for the current grammar. Compiling is synchronous, so one variable is enough; undefined counts nothing. */
let workLeft: number | undefined;

/** Compiles within a budget. A nested call uses the outer budget. */
export function withWorkBudget<Result>(work: number, compile: () => Result): Result {
  if (workLeft !== undefined) return compile();
  workLeft = work;
  try {
    return compile();
  } finally {
    workLeft = undefined;
  }
}

/** Tells whether a budget is in force. */
export function hasWorkBudget(): boolean {
  return workLeft !== undefined;
}

/** Counts work against the budget in force. @throws {WorkSpentError} when it is spent */
export function spendWork(steps: number): void {
  if (workLeft === undefined) return;
  workLeft -= steps;
  if (workLeft < 0) throw new WorkSpentError();
}

/** Number of characters that are written or compared in about one step. */
const charactersPerStep = 100;

/** Counts characters that are written or compared. @throws {WorkSpentError} as `spendWork` */
export function spendWorkOnText(characters: number): void {
  spendWork(characters / charactersPerStep);
}
