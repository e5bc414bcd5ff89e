import { type Endpoint, type FieldRule, fieldTable } from './field-table.js';

/** Decides whether a value is left in the body, or taken out; and, if so, whether it is listed. */
type Decide = (value: unknown) => 'keep' | 'take' | 'take and list';

/**
 * Takes the fields out of a body that ask for nothing or do no harm. The schema then refuses all that is left and unknown.
 *
 * @param body a parsed body, which is changed
 * @param isStrict whether only labels, and values that ask for nothing, are taken out
 * @returns the fields that are ignored, as the table names them: no text of the caller
 */
export function takeHarmlessFields(body: unknown, endpoint: Endpoint, isStrict: boolean): readonly string[] {
  return fieldTable
    .filter(({ endpoints }) => endpoints.includes(endpoint))
    .filter((rule) => takeField(body, rule.field.split('.'), (value) => decide(rule, value, isStrict)))
    .map(({ field }) => field);
}

function decide(
  { asksNothing, isHarmless, isLabel }: FieldRule,
  value: unknown,
  isStrict: boolean,
): ReturnType<Decide> {
  if (value === null || asksNothing?.(value)) return 'take';
  return isHarmless?.(value) && (isLabel || !isStrict) ? 'take and list' : 'keep';
}

/** Takes a field out of a value, in each element of a list. @returns whether it is to be listed */
function takeField(value: unknown, [name = '', ...inner]: readonly string[], decideOn: Decide): boolean {
  if (Array.isArray(value)) {
    return value.map((element) => takeField(element, [name, ...inner], decideOn)).includes(true);
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
  const record = value as Record<string, unknown>;
  if (inner.length > 0) return takeField(record[name], inner, decideOn);
  const decision = decideOn(record[name]);
  if (decision !== 'keep') delete record[name];
  return decision === 'take and list';
}
