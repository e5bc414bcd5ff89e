/**
 * Names the class of a thrown value. Its `name` and `message` are not used: they may contain text of a user. The same goes
 * for a field `constructor`, so the class is read from the prototype. Never throws.
 */
export function toErrorKind(error: unknown): string {
  try {
    const name: unknown = error instanceof Error ? (Object.getPrototypeOf(error) as Error).constructor.name : undefined;
    return typeof name === 'string' && /^[\w$]{1,64}$/.test(name) ? name : typeof error;
  } catch {
    return typeof error;
  }
}
