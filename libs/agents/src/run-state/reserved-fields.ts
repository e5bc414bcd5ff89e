import { RequestInvalidError } from '../errors/index.js';
import { type JsonObject, type JsonValue } from '../contract/index.js';

/** The start of the names of fields that our middleware keeps in a state. */
const reservedPrefix = '_leeward_';

/** The mark of a value that overwrites a field of the state past its reducer. */
const overwriteMark = '__overwrite__';

/**
 * Refuses a value that writes fields of our middleware, or overwrites a field past its reducer. Either could clear the record of what a
 * run has read.
 *
 * @param path the place of the value in the request, for the error
 * @throws {RequestInvalidError} that names the place
 */
export function assertFreeFields(value: JsonValue | undefined, path: string): void {
  // No recursion: the depth of a value is its writer's choice.
  const remaining: JsonValue[] = value === undefined ? [] : [value];
  while (remaining.length > 0) {
    const part = remaining.pop();
    if (typeof part !== 'object' || part === null) continue;
    for (const name of listNames(part)) {
      if (isReserved(name)) {
        throw new RequestInvalidError([
          `${path}: the server keeps the fields _leeward_*, and __overwrite__ is not taken`,
        ]);
      }
    }
    for (const inner of Object.values(part) as JsonValue[]) remaining.push(inner);
  }
}

/**
 * Refuses a command that does more than to answer, to write free fields, and to name steps. A step with an input of the caller would
 * read that in place of the state, and so without the record of what the run has read.
 *
 * @param isGuarded whether the graph keeps that record
 * @throws {RequestInvalidError} that names the place
 */
export function assertFreeCommand(
  command: JsonObject | undefined,
  path: string,
  { isGuarded }: { readonly isGuarded: boolean },
): void {
  assertFreeFields(command, path);
  const { update, goto } = command ?? {};
  const fields = Array.isArray(update)
    ? (update as readonly JsonValue[]).map((pair) => String((pair as readonly JsonValue[])[0]))
    : Object.keys(update ?? {});
  // LangGraph's own channels. One of them holds steps with their inputs.
  if (fields.some((name) => name.startsWith('__'))) {
    throw new RequestInvalidError([`${path}.update: fields that begin with __ are kept by LangGraph`]);
  }
  const targets = Array.isArray(goto) ? (goto as readonly JsonValue[]) : [goto ?? null];
  if (isGuarded && targets.some((target) => typeof target === 'object' && target !== null)) {
    throw new RequestInvalidError([`${path}.goto: name steps only, this agent takes no input for one`]);
  }
}

/** Lists what may name a field: the keys of an object, its type, and the first entry of a pair. */
function listNames(part: object): readonly string[] {
  const first: unknown = Array.isArray(part) ? part[0] : (part as { readonly type?: unknown }).type;
  return [...(Array.isArray(part) ? [] : Object.keys(part)), ...(typeof first === 'string' ? [first] : [])];
}

function isReserved(name: string): boolean {
  return name.startsWith(reservedPrefix) || name === overwriteMark;
}
