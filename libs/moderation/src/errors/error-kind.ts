/** Names the class of a thrown value. Its `name` and `message` are not used: they may contain text of a user. */
export function toErrorKind(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
