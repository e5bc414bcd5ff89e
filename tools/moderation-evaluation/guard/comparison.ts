import { type Figure, isMet, type Target } from '../figure.js';
import { type PublishedFigures } from './published-figures.js';
import { estimate, type Estimate } from './statistics/bootstrap.js';
import { type ScoredLabel } from './statistics/ranking.js';
import { type DecidedRow, type Decision, type SystemName, systemNames } from './systems.js';
import { type SetName } from './sets/evaluation-set.js';

/** One figure of several systems on the same rows. */
export interface Comparison {
  readonly set: SetName;
  /** For example `AUPRC, any harm`. */
  readonly name: string;
  readonly rows: number;
  readonly values: Readonly<Partial<Record<SystemName, Estimate>>>;
  /** The bounds for the preset with both. The floor is the least that may ship. */
  readonly target?: Target | undefined;
  readonly floor?: Target | undefined;
  readonly published?: PublishedFigures | undefined;
  /** Whether it is a part of another figure: one category, one kind. Shown in the JSON, and with `--details`. */
  readonly isDetail?: boolean | undefined;
}

/** A row and the decision of one system. */
export interface OneDecision {
  readonly row: DecidedRow;
  readonly decision: Decision;
}

type Bounds = Pick<Comparison, 'target' | 'floor' | 'published' | 'isDetail'>;

/** Compares the systems by a statistic of all rows. */
export function compare(
  { set, name, rows }: { readonly set: SetName; readonly name: string; readonly rows: readonly DecidedRow[] },
  compute: (decided: readonly OneDecision[], system: SystemName) => number,
  bounds: Bounds = {},
): Comparison {
  const values: Partial<Record<SystemName, Estimate>> = {};
  for (const system of systemNames) {
    const decided = listDecisions(rows, system);
    if (decided.length > 0) values[system] = estimate(decided, (sample) => compute(sample, system));
  }
  return { set, name, rows: rows.length, values, ...bounds };
}

/** Compares the systems by the share of rows about which a decision counts. */
export function compareShare(
  subject: { readonly set: SetName; readonly name: string; readonly rows: readonly DecidedRow[] },
  counts: (decision: Decision) => boolean,
  bounds: Bounds = {},
): Comparison {
  return compare(
    subject,
    (decided) => decided.filter(({ decision }) => counts(decision)).length / decided.length,
    bounds,
  );
}

/** Lists the rows that a system decided about, the highest score of harm first. */
export function listDecisions(rows: readonly DecidedRow[], system: SystemName): readonly OneDecision[] {
  return rows
    .flatMap((row) => {
      const decision = row.decisions[system];
      return decision === undefined ? [] : [{ row, decision }];
    })
    .toSorted((one, other) => other.decision.harm - one.decision.harm);
}

/** Converts decisions to their scores of harm, with the labels of the rows. */
export function toHarm(decided: readonly OneDecision[]): readonly ScoredLabel[] {
  return decided.map(({ row, decision }) => ({ score: decision.harm, isPositive: row.isPositive }));
}

/** Converts a comparison to a figure of the preset with both. Undefined when the guard did not run. */
export function toFigure(comparison: Comparison): Figure | undefined {
  const { values, set, name, rows, target, published } = comparison;
  if (values.both === undefined) return undefined;
  const note = systemNames
    .filter((system) => system !== 'both')
    .map((system) => `${system} ${formatEstimate(values[system])}`)
    .join(', ');
  return {
    area: 'guard',
    name: `${set}: ${name}`,
    value: values.both.value,
    rows,
    target,
    peers: formatPublished(published),
    note,
  };
}

/** Formats a value with its interval: `.812 (.78–.84)`. */
export function formatEstimate(one: Estimate | undefined): string {
  if (one === undefined || Number.isNaN(one.value)) return '–';
  const { value, low, high } = one;
  return `${shorten(value, 3)} (${shorten(low, 2)}–${shorten(high, 2)})`;
}

/** Says whether the preset with both meets the target, or at least the floor. Empty without a target or a value. */
export function formatMet({ values, target, floor }: Comparison): string {
  const value = values.both?.value;
  if (value === undefined || target === undefined) return '';
  const meets = (bound: Target): boolean => isMet({ area: '', name: '', rows: 0, value, target: bound }) === true;
  if (meets(target)) return 'target';
  return floor !== undefined && meets(floor) ? 'floor' : 'NO';
}

/** Formats a bound: `≥ .87`. */
export function formatBound(bound: Target | undefined): string {
  if (bound?.atLeast !== undefined) return `≥ ${shorten(bound.atLeast, 3)}`;
  return bound?.atMost === undefined ? '' : `≤ ${shorten(bound.atMost, 3)}`;
}

/** Formats figures of others: `Llama Guard .847, Perspective .787 (all 1,680 rows)`. */
export function formatPublished(published: PublishedFigures | undefined): string {
  if (published === undefined) return '';
  const values = Object.entries(published.values).map(([name, value]) => `${name} ${shorten(value, 3)}`);
  return `${values.join(', ')} (${published.rows})`;
}

function shorten(value: number, digits: number): string {
  return value.toFixed(digits).replace(/^0(?=\.)/, '');
}
