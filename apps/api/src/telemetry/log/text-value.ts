/** Characters that end or forge a line, or that a terminal obeys. */
// eslint-disable-next-line no-control-regex -- These are what it looks for.
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * Writes a value for a line of text.
 *
 * @param isMessage whether it may have spaces, as a message for people has. Default: a value with spaces stands in quotes
 */
export function toTextValue(text: string, isMessage = false): string {
  const escaped = text.replace(controls, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return isMessage || /^[^\s"]+$/.test(escaped) ? escaped : `"${escaped.replaceAll('"', String.raw`\"`)}"`;
}
