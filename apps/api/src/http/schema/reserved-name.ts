/** The name that sets the prototype of an object where code copies properties by assignment. */
const reservedName = '__proto__';

/** Finds a property named `__proto__` in a value of JSON. @returns the names and indices that lead there */
export function findReservedName(value: unknown): readonly PropertyKey[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, reservedName)) return [reservedName];
  const isList = Array.isArray(value);
  for (const [name, inner] of Object.entries(value)) {
    const found = findReservedName(inner);
    if (found) return [isList ? Number(name) : name, ...found];
  }
  return undefined;
}
