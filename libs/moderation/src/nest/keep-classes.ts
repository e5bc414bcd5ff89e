/**
 * Gives the parts of a redacted answer the classes of the original. Interceptors outside go by the class: Nest's
 * `ClassSerializerInterceptor` leaves out the fields that it excludes, such as the hash of a password.
 * @param original the answer of the handler.
 * @param moderated the same answer with redactions in place, as records and lists.
 */
export function keepClasses(original: unknown, moderated: unknown): unknown {
  if (moderated === original || !isObject(original) || !isObject(moderated)) return moderated;
  // A class with a form of its own for JSON was moderated in that form, which has other fields.
  if ('toJSON' in original || Array.isArray(original) !== Array.isArray(moderated)) return moderated;
  const copy = (Array.isArray(moderated) ? [] : Object.create(Object.getPrototypeOf(original) as object)) as object;
  for (const [name, part] of Object.entries(moderated)) {
    const value = keepClasses(Reflect.get(original, name), part);
    // Not an assignment: the class may have a setter or a read-only field of that name.
    Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
