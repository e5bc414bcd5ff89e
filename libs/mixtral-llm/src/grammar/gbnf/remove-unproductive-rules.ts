import { choice, type Expression, isNever, never, nothing, repeated, sequence } from './expression.js';

/**
 * Returns the rules that the root needs, without parts that match no finite text. Such a part would leave the model
 * without a token to choose, or make it generate for ever. Undefined when the root matches no finite text.
 */
export function removeUnproductiveRules(
  rules: ReadonlyMap<string, Expression>,
  root: string,
): ReadonlyMap<string, Expression> | undefined {
  const productive = findProductiveRules(rules);
  if (!productive.has(root)) return undefined;
  const needed = new Map<string, Expression>();
  const pending = [root];
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    const body = rules.get(name);
    if (needed.has(name) || body === undefined) continue;
    const complete = withoutDeadEnds(body, productive);
    needed.set(name, complete);
    pending.push(...listReferences(complete));
  }
  return needed;
}

/** Finds the productive rules, those that match some finite text: a least fixed point along the references. */
export function findProductiveRules(rules: ReadonlyMap<string, Expression>): ReadonlySet<string> {
  const users = findUsers(rules);
  const productive = new Set<string>();
  const pending = [...rules.keys()];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const body = rules.get(name);
    if (productive.has(name) || body === undefined || !isProductive(body, productive)) continue;
    productive.add(name);
    pending.push(...(users.get(name) ?? []));
  }
  return productive;
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

/** Tells whether an expression matches some finite text, given the productive rules. */
export function isProductive(expression: Expression, productive: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case 'text':
      return true;
    case 'one-of':
      return expression.set.length > 0;
    case 'sequence':
      return expression.parts.every((part) => isProductive(part, productive));
    case 'choice':
      return expression.options.some((option) => isProductive(option, productive));
    case 'repeat':
      return expression.min === 0 || isProductive(expression.body, productive);
    case 'rule':
      return productive.has(expression.name);
  }
}

function withoutDeadEnds(expression: Expression, productive: ReadonlySet<string>): Expression {
  if (!isProductive(expression, productive)) return never;
  switch (expression.kind) {
    case 'sequence':
      return sequence(...expression.parts.map((part) => withoutDeadEnds(part, productive)));
    case 'choice':
      return choice(
        expression.options.map((option) => withoutDeadEnds(option, productive)).filter((option) => !isNever(option)),
      );
    case 'repeat': {
      const body = withoutDeadEnds(expression.body, productive);
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
