import { choice, type Expression, isNever, never, nothing, repeated, sequence } from './expression.js';

/**
 * Returns the rules that the root needs, without parts that match no finite text. Such a part would leave the model
 * without a token to choose, or make it generate for ever. Undefined when the root matches no finite text.
 */
export function completeRules(
  rules: ReadonlyMap<string, Expression>,
  root: string,
): ReadonlyMap<string, Expression> | undefined {
  const endable = endableRules(rules);
  if (!endable.has(root)) return undefined;
  const kept = new Map<string, Expression>();
  const pending = [root];
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    const body = rules.get(name);
    if (kept.has(name) || body === undefined) continue;
    const complete = withoutDeadEnds(body, endable);
    kept.set(name, complete);
    pending.push(...listReferences(complete));
  }
  return kept;
}

/** Finds the rules that some finite text completes: a least fixed point along the references. */
export function endableRules(rules: ReadonlyMap<string, Expression>): ReadonlySet<string> {
  const users = findUsers(rules);
  const endable = new Set<string>();
  const pending = [...rules.keys()];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const body = rules.get(name);
    if (endable.has(name) || body === undefined || !isEndable(body, endable)) continue;
    endable.add(name);
    pending.push(...(users.get(name) ?? []));
  }
  return endable;
}

/** Maps each rule to the rules that refer to it. There may be many thousands, for the characters of strings. */
function findUsers(rules: ReadonlyMap<string, Expression>): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const [name, body] of rules) {
    for (const used of new Set(listReferences(body))) {
      const known = users.get(used);
      if (known) known.push(name);
      else users.set(used, [name]);
    }
  }
  return users;
}

/** Tells whether some finite text completes an expression, given the rules that can be completed. */
export function isEndable(expression: Expression, endable: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case 'text':
      return true;
    case 'one-of':
      return expression.set.length > 0;
    case 'sequence':
      return expression.parts.every((part) => isEndable(part, endable));
    case 'choice':
      return expression.options.some((option) => isEndable(option, endable));
    case 'repeat':
      return expression.min === 0 || isEndable(expression.body, endable);
    case 'rule':
      return endable.has(expression.name);
  }
}

function withoutDeadEnds(expression: Expression, endable: ReadonlySet<string>): Expression {
  if (!isEndable(expression, endable)) return never;
  switch (expression.kind) {
    case 'sequence':
      return sequence(...expression.parts.map((part) => withoutDeadEnds(part, endable)));
    case 'choice':
      return choice(
        expression.options.map((option) => withoutDeadEnds(option, endable)).filter((option) => !isNever(option)),
      );
    case 'repeat': {
      const body = withoutDeadEnds(expression.body, endable);
      return isNever(body) ? nothing : repeated(body, expression.min, expression.max);
    }
    default:
      return expression;
  }
}

function listReferences(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'sequence':
      return expression.parts.flatMap(listReferences);
    case 'choice':
      return expression.options.flatMap(listReferences);
    case 'repeat':
      return listReferences(expression.body);
    case 'rule':
      return [expression.name];
    default:
      return [];
  }
}
