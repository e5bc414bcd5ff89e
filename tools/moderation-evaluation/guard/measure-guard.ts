import { listGuardModels } from '../../../libs/moderation/src/index.js';
import { type Figure } from '../figure.js';
import { compareSet } from './compare-sets.js';
import { type Comparison, toFigure } from './comparison.js';
import { loadGuard, type LoadedGuard, shippedModelFolder } from './model/load-guard.js';
import { type DecidedSets } from './report/plots.js';
import { formatComparisons, writeReport } from './report/write-report.js';
import { type EvaluationSet, limitRows, type SetName, setNames } from './sets/evaluation-set.js';
import { readHeldBackSets } from './sets/held-back-sets.js';
import { readPublicSets } from './sets/public-sets.js';
import { readWrittenSets } from './sets/written-sets.js';
import { type DecidedRow, Systems } from './systems.js';

/** The options of the evaluation of the guard model. */
export interface MeasureGuardOptions {
  /** The folder of the evaluation sets. Undefined: only the sets that were written for the evaluation. */
  readonly directory: string | undefined;
  /** The folder of the model, or `off`. Undefined: the model that ships. */
  readonly guard: string | undefined;
  /** The sets to measure. Empty: all. */
  readonly sets: readonly string[];
  /** At most this many rows of each set, for a quick try. Undefined: all. */
  readonly maximumRows: number | undefined;
  /** Whether figures by category, kind and functionality are printed too. */
  readonly showDetails: boolean;
  /** The folder for JSON and plots. Undefined: none are written. */
  readonly report: string | undefined;
}

/** Measures the guard model alone, the cheap classifiers alone, and the balanced preset with both, side by side. */
export async function measureGuard(options: MeasureGuardOptions): Promise<readonly Figure[]> {
  const sets = await chooseSets(options);
  const guard = await findGuard(options.guard);
  const decided: Partial<Record<SetName, readonly DecidedRow[]>> = {};
  const comparisons: Comparison[] = [];
  try {
    const systems = new Systems(guard);
    for (const set of sets) {
      const rows = await systems.decide(set);
      decided[set.name] = rows;
      comparisons.push(...compareSet[set.name](rows));
    }
  } finally {
    await guard?.close();
  }
  await report(options, guard, comparisons, decided);
  return comparisons.filter(({ isDetail }) => isDetail !== true).flatMap((one) => toFigure(one) ?? []);
}

async function report(
  options: MeasureGuardOptions,
  guard: LoadedGuard | undefined,
  comparisons: readonly Comparison[],
  decided: DecidedSets,
): Promise<void> {
  const shown = options.showDetails ? comparisons : comparisons.filter(({ isDetail }) => isDetail !== true);
  const models = guard === undefined ? [] : listGuardModels(guard.model);
  const named = models.map(({ name, version, sha256 }) => `${name} ${version} (${sha256})`);
  const model = named.length === 0 ? 'off' : named.join(' and ');
  process.stdout.write(`Guard model: ${model}. In brackets: 95 % intervals.\n\n${formatComparisons(shown)}\n`);
  if (options.report !== undefined) await writeReport(options.report, model, comparisons, decided);
}

async function chooseSets({ directory, sets, maximumRows }: MeasureGuardOptions): Promise<readonly EvaluationSet[]> {
  const unknown = sets.filter((name) => !setNames.some((known) => known === name));
  if (unknown.length > 0)
    throw new Error(`There is no set ${unknown.join(', ')} for --sets. Sets: ${setNames.join(', ')}.`);
  const all = [
    ...(directory === undefined ? [] : await readPublicSets(directory)),
    ...(directory === undefined ? [] : await readHeldBackSets(directory)),
    ...(await readWrittenSets()),
  ];
  const chosen = all.filter(({ name }) => sets.length === 0 || sets.includes(name));
  if (chosen.length === 0) throw new Error('These sets are in files: give their directory with --data.');
  return chosen.map((set) => limitRows(set, maximumRows));
}

async function findGuard(given: string | undefined): Promise<LoadedGuard | undefined> {
  if (given === 'off') return undefined;
  const folder = given ?? shippedModelFolder;
  const guard = await loadGuard(folder);
  if (guard !== undefined) return guard;
  const problem = `The guard model is missing: ${folder} does not hold guard-model.json and its weights.`;
  // A folder that was named must be there; without one, the rest is still worth measuring.
  if (given !== undefined) throw new Error(`${problem} Correct --guard, or give --guard off.`);
  process.stderr.write(
    `${problem}\nOnly the cheap classifiers are measured. See docs/notes/guard-model/evaluation.md, or give --guard off.\n`,
  );
  process.exitCode = 1;
  return undefined;
}
