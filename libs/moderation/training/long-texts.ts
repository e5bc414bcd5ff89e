/** Texts of a conversation or a page are this long. */
const leastCharacters = 400;
const mostCharacters = 2_400;

/**
 * Long harmless texts, put together from short ones that tell and argue. They calibrate: a model that has seen few long texts but
 * jailbreaks takes every long one for one of them. The lengths come from the order of the texts, so that the same texts give the same result.
 */
export function longTexts(short: readonly string[], count: number): readonly string[] {
  const written: string[] = [];
  let next = 0;
  for (let index = 0; index < count && short.length > 0; index += 1) {
    const wanted = leastCharacters + ((index * 7_919) % (mostCharacters - leastCharacters));
    let text = '';
    while (text.length < wanted) {
      text += `${short[next % short.length] ?? ''}${index % 3 === 0 ? '\n\n' : ' '}`;
      // A step that shares no factor with most lengths: neighbours of a source do not stand together.
      next += 101;
    }
    written.push(text.trim());
  }
  return written;
}
