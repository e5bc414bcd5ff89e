/** Words that manuals write inside a sample key. */
const sampleWord =
  /example|sample|placeholder|dummy|redacted|masked|hidden|omitted|replace|change[_-]?(?:me|this|it)|(?:your|my|some|the|insert|enter|paste|put)[_.-]?(?:own[_.-]?)?(?:[a-z]{1,20}[_.-]?){0,2}(?:key|token|secret|pass(?:word)?|api|here|value|id)|foobar|todo|xxxx|\*{3}|^[\w-]{0,12}\.{3}$|…|<[a-z]/i;

/** The fewest characters in alphabetical or numerical order that no chance makes. */
const minimumSequence = 10;

/** The fewest different characters of a key. */
const minimumVariety = 4;

/** Checks whether a value is a sample: manuals and templates write it where a secret belongs. */
export function isSample(value: string): boolean {
  return (
    sampleWord.test(value) || hasLongSequence(value) || new Set(value.slice(-maximumExamined)).size < minimumVariety
  );
}

/** The most characters at the end of a value whose variety counts: a long key is as random as its end. */
const maximumExamined = 64;

/** Checks whether characters follow each other as in `1234567890` and `abcdefghij`. */
function hasLongSequence(value: string): boolean {
  let length = 1;
  for (let index = 1; index < value.length; index += 1) {
    const step = value.charCodeAt(index) - value.charCodeAt(index - 1);
    // The keyboard has the zero behind the nine.
    const follows = step === 1 || (value.charAt(index - 1) === '9' && value.charAt(index) === '0');
    length = follows ? length + 1 : 1;
    if (length >= minimumSequence) return true;
  }
  return false;
}

const reference =
  /^(?:\$\w+|%\w+%|[:@&*]\w+|\$?\{.*|<.*|\[.*|.*(?:\$\{|\{\{|<%|%\{|#\{|\$\(|%\().*|(?:process|import\.meta|os|Deno)\.env.*|(?:\w{1,40}(?:\.|->|::|\?\.)){1,10}[A-Za-z_]\w*)$/s;

/** Checks whether a value refers to a secret that is elsewhere: a variable, a template, a property. */
export function isReference(value: string): boolean {
  return reference.test(value);
}
