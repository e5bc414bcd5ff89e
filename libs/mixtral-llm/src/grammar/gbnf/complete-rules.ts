import { choice, type Expression, isNever, never, nothing, repeated, sequence } from './expression.js';

/**
 * The rules that the root needs, without those parts that can never be completed: a grammar that leads into one would
 * leave the model without any token to choose, or generating for ever. Undefined when the root itself is such a part.
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
    pending.push(...references(complete));
  }
  return kept;
}

/** The names of the rules that some finite text completes: a least fixed point, found along the references. */
export function endableRules(rules: ReadonlyMap<string, Expression>): ReadonlySet<string> {
  const users = usersOf(rules);
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

/** By the name of a rule, those that lead into it: many thousands, for what every string of a schema is made of. */
function usersOf(rules: ReadonlyMap<string, Expression>): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const [name, body] of rules) {
    for (const used of new Set(references(body))) {
      const known = users.get(used);
      if (known) known.push(name);
      else users.set(used, [name]);
    }
  }
  return users;
}

/** Whether some finite text completes it, when these rules can be completed. */
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

function references(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'sequence':
      return expression.parts.flatMap(references);
    case 'choice':
      return expression.options.flatMap(references);
    case 'repeat':
      return references(expression.body);
    case 'rule':
      return [expression.name];
    default:
      return [];
  }
}
