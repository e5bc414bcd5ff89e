/**
 * Gives the parts of a redacted answer the classes of the original. Interceptors that run later use the class: Nest's
 * `ClassSerializerInterceptor` removes the fields that it excludes, such as a password hash.
 * @param original the answer of the handler.
 * @param moderated its JSON form with redactions applied.
 */
export function restoreClasses(original: unknown, moderated: unknown): unknown {
  if (!isObject(original) || !isObject(moderated) || hasOtherJsonForm(original)) return moderated;
  if (Array.isArray(original) !== Array.isArray(moderated)) return moderated;
  const copy = (Array.isArray(moderated) ? [] : Object.create(Object.getPrototypeOf(original) as object)) as object;
  for (const [name, part] of Object.entries(moderated)) {
    const value = restoreClasses(Reflect.get(original, name), part);
    // Not an assignment: the class may have a setter or a read-only field of that name.
    Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

/** Whether the JSON form of an object is not made of the fields of its class. */
function hasOtherJsonForm(value: object): boolean {
  return 'toJSON' in value || value instanceof Map || value instanceof Set || value instanceof Error;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
