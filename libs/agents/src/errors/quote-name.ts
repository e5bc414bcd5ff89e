const maximumQuotedCharacters = 64;

/** Cuts and escapes a name that came from a caller, because messages go to logs. */
export function quoteName(name: string): string {
  return JSON.stringify(name.slice(0, maximumQuotedCharacters));
}
