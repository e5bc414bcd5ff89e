/**
 * Gives the parts of a redacted answer the classes of the original. Interceptors that run later use the class: Nest's
 * `ClassSerializerInterceptor` removes the fields that it excludes, such as a password hash.
 * @param original the answer of the handler.
 * @param moderated the same answer with redactions applied, as records and lists.
 */
export function restoreClasses(original: unknown, moderated: unknown): unknown {
  if (moderated === original || !isObject(original) || !isObject(moderated)) return moderated;
  // An object with `toJSON` was moderated in its JSON form, whose fields may differ from those of the class.
  if ('toJSON' in original || Array.isArray(original) !== Array.isArray(moderated)) return moderated;
  const copy = (Array.isArray(moderated) ? [] : Object.create(Object.getPrototypeOf(original) as object)) as object;
  for (const [name, part] of Object.entries(moderated)) {
    const value = restoreClasses(Reflect.get(original, name), part);
    // Not an assignment: the class may have a setter or a read-only field of that name.
    Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
