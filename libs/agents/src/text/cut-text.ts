/** Cuts a text, between two whole characters, and says so. */
export function cutText(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const cut = text.slice(0, maximum).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut}\n[The text is cut here: it has ${text.length} characters.]`;
}
