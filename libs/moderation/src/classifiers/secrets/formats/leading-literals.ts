const metaCharacters = new Set('\\^$.|?*+()[]{}');

/** The most beginnings of one format. A format with more is searched in every place where a token may begin. */
const maximumBeginnings = 12;

/**
 * Lists the literal characters with which the matches of a regular expression begin, for example `gho` and `ghp` for `gh[op]_\w+`.
 * @returns nothing when a match may begin with many characters.
 */
export function toLeadingLiterals(source: string): readonly string[] {
  const group = /^\(\?:((?:[^()\\]|\\.)*)\)(?![?*+{])/.exec(source);
  if (group !== null) {
    const rest = source.slice(group[0].length);
    const literals = (group[1] ?? '').split('|').map((alternative) => toLeadingLiterals(alternative + rest));
    return literals.some((list) => list.length === 0) || literals.length > maximumBeginnings ? [] : literals.flat();
  }
  const set = /^\[([^\]\\^-]{1,8})\](?![?*+{])/.exec(source);
  if (set !== null) return [...(set[1] ?? '')];
  const literal = readLiteral(source);
  return literal === '' ? [] : [literal];
}

/** Reads the literal characters at the start of a source, without one that is repeated or optional. */
function readLiteral(source: string): string {
  let literal = '';
  let position = 0;
  while (position < source.length) {
    const isEscaped = source.charAt(position) === '\\' && /[^\w]/.test(source.charAt(position + 1));
    const character = source.charAt(isEscaped ? position + 1 : position);
    const next = position + (isEscaped ? 2 : 1);
    if ((!isEscaped && metaCharacters.has(character)) || /[?*+{]/.test(source.charAt(next))) break;
    literal += character;
    position = next;
  }
  return literal;
}
