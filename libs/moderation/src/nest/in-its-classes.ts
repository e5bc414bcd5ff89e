import { types } from 'node:util';

import { isStream } from './sent-form.js';

/**
 * What was approved of a value, in the classes of the value: interceptors outside may go by those, as Nest's serializer does that leaves
 * out what a class says. Nothing of the value itself is in it: what is sent of it is what was judged, whatever a getter, a form of its own
 * for JSON (`toJSON`) or who else holds the value would say the next time.
 * @param value what was given.
 * @param approved what is to go on of its JSON.
 */
export function inItsClasses(value: unknown, approved: unknown): unknown {
  // As JSON a text is quoted, and as an answer it is not: who sees an object sends the former.
  return isObject(value) && !isObject(approved) && approved !== null ? Object(approved) : copied(value, approved);
}

function copied(value: unknown, approved: unknown): unknown {
  if (!isObject(value) || types.isProxy(value)) return approved;
  if (types.isDate(value)) return isSameTime(value, approved) ? new Date(value) : approved;
  if (!isObject(approved) || 'toJSON' in value || isStream(value) || Array.isArray(value) !== Array.isArray(approved))
    return approved;
  const copy: object = Array.isArray(approved)
    ? []
    : (Object.create(Object.getPrototypeOf(value) as object | null) as object);
  for (const [name, part] of Object.entries(approved)) {
    const own = Object.getOwnPropertyDescriptor(value, name);
    // Not an assignment: `__proto__` is a name like any other, and a class may have a setter of that name.
    Object.defineProperty(copy, name, {
      value: copied(own?.value, part),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}

/** A time as all times are written. */
function isSameTime(time: Date, approved: unknown): boolean {
  return (
    Object.getPrototypeOf(time) === Date.prototype &&
    !Object.hasOwn(time, 'toJSON') &&
    Number.isFinite(time.getTime()) &&
    time.toISOString() === approved
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
