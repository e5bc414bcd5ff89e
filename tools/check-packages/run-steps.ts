/** Describes a check with a title that reads alone. */
export interface Step {
  readonly title: string;
  /** Resolves with a remark for the table, or rejects with the reason of the failure. */
  readonly run: () => Promise<string | undefined>;
}

/** Runs steps one after the other, prints a line for each, and returns how many failed. */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  let failures = 0;
  for (const [index, { title, run }] of steps.entries()) {
    const started = performance.now();
    const outcome = await run().then(
      (remark) => ({ mark: '✔', text: remark }),
      (error: unknown) => ({ mark: '✖', text: error instanceof Error ? error.message : String(error) }),
    );
    if (outcome.mark === '✖') failures += 1;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    print(`${outcome.mark} ${index + 1}/${steps.length}  ${title}  (${seconds} s)`);
    if (outcome.text !== undefined) print(outcome.text.replace(/^/gmu, '      '));
  }
  print(failures === 0 ? `All ${steps.length} checks passed.` : `${failures} of ${steps.length} checks failed.`);
  return failures;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
