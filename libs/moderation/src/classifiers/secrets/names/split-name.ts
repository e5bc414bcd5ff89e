/** Words behind which a name goes on with what it belongs to: `password for the database`. */
const prepositions = new Set(['for', 'of', 'to', 'in', 'on', 'at', 'von', 'für', 'de', 'pour', 'para', 'voor', 'del']);

/** Words at the end of a name that do not change what it names: an environment, a number, a form. */
const neutralWords = new Set([
  ...[
    'prod',
    'production',
    'dev',
    'development',
    'test',
    'testing',
    'staging',
    'stage',
    'live',
    'sandbox',
    'local',
    'default',
  ],
  ...['old', 'new', 'current', 'primary', 'secondary', 'base', 'value', 'string', 'plain', 'text', 'plaintext', 'raw'],
]);

/** Words that names glue together in small letters: `dbpassword`, `apikey`, `accesstoken`. */
const glued =
  /^([a-z]+?)(password|passwd|passphrase|pwd|secret)$|^(api|secret|access|auth|private|client|bearer|session|refresh|account|encryption|signing|app|bot)_?(key|token|secret)s?$/;

const gluedEnd = /.(?:word|passwd|phrase|pwd|secret|token|key)s?$/;

/** A word within a name: `api` and `Key` in `apiKey`, `API` and `Key` in `APIKey`. */
const part = /[A-Z]+(?![a-z\u00c0-\uffff])\d*|[A-Z]?[a-z\u00c0-\uffff]+\d*|\d+/g;

/** Splits a name into its words in lower case, up to the noun that says what it names. */
export function splitName(name: string): readonly string[] {
  const words = (name.match(part) ?? []).flatMap((written) => {
    // The number of a name, as in `password2`, does not change what it names.
    const word = written.toLowerCase().replace(/(?<=[^\d])\d{1,3}$/, '');
    if (!gluedEnd.test(word)) return [word];
    return (
      glued
        .exec(word)
        ?.slice(1)
        .filter((piece) => piece !== undefined) ?? [word]
    );
  });
  const preposition = words.findIndex((word, index) => index > 0 && prepositions.has(word));
  const named = preposition < 0 || words[preposition + 1] === 'passe' ? words : words.slice(0, preposition);
  let end = named.length;
  while (end > 1 && (neutralWords.has(named[end - 1] ?? '') || /^v?\d+$/.test(named[end - 1] ?? ''))) end -= 1;
  return named.slice(0, end);
}
