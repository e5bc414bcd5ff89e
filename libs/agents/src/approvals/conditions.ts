import { type ToolLabels } from '../contract/index.js';
import { type Flow } from '../run-state/index.js';
import { type ApprovalCondition, type ArgumentTest } from './rules.js';

/** The facts that a condition looks at. */
export interface ConditionFacts {
  readonly args: unknown;
  readonly labels: ToolLabels;
  readonly flow: Flow;
}

/** Tells whether a condition holds. A test that cannot be made, such as `above` for a text, counts as one that holds. */
export function meetsCondition(condition: ApprovalCondition, { args, labels, flow }: ConditionFacts): boolean {
  return (
    includesSome(condition.effect, (effect) => effect === labels.effect) &&
    includesSome(condition.reads, (source) => labels.reads.includes(source)) &&
    includesSome(condition.run_has_read, (source) => flow[source].length > 0) &&
    Object.entries(condition.arguments ?? {}).every(([path, test]) => passesTest(findValue(args, path), test))
  );
}

function includesSome<Value>(value: Value | Value[] | undefined, holds: (value: Value) => boolean): boolean {
  return value === undefined || (Array.isArray(value) ? value.some(holds) : holds(value));
}

function findValue(args: unknown, path: string): unknown {
  let value = args;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

function passesTest(value: unknown, test: ArgumentTest): boolean {
  const isThere = value !== undefined && value !== null;
  if (test.exists !== undefined && test.exists !== isThere) return false;
  // A list is tested as a whole: one of its values is enough, so that no value hides behind another.
  if (Array.isArray(value))
    return value.length === 0
      ? isOnlyExistence(test)
      : value.some((item) => passesTest(item, { ...test, exists: undefined }));
  return (
    (test.equals === undefined || isEqual(value, test.equals)) &&
    (test.one_of === undefined || test.one_of.some((other) => isEqual(value, other))) &&
    (test.not_one_of === undefined || !test.not_one_of.some((other) => isEqual(value, other))) &&
    (test.above === undefined || !isNumber(value) || value > test.above) &&
    (test.below === undefined || !isNumber(value) || value < test.below) &&
    passesTextTests(value, test)
  );
}

function passesTextTests(value: unknown, test: ArgumentTest): boolean {
  // Something else than a text cannot be tested, unless it is not there.
  if (typeof value !== 'string') return true;
  const folded = fold(value);
  const holds = (part: string | undefined, passes: (part: string) => boolean): boolean =>
    part === undefined || passes(fold(part));
  return (
    holds(test.contains, (part) => folded.includes(part)) &&
    holds(test.starts_with, (part) => folded.startsWith(part)) &&
    holds(test.not_starts_with, (part) => !folded.startsWith(part)) &&
    holds(test.ends_with, (part) => folded.endsWith(part)) &&
    holds(test.not_ends_with, (part) => !folded.endsWith(part))
  );
}

function isOnlyExistence(test: ArgumentTest): boolean {
  return Object.entries(test).every(([name, value]) => name === 'exists' || value === undefined);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

/** Compares without case: `EUR` and `eur` are one, and so are the number 5 and the text "5". */
function isEqual(value: unknown, other: string | number | boolean): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value) && fold(String(value)) === fold(String(other));
}

function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
