const mention = /\{(group|g)\}(?= ?(\S*))/gi;
const verb =
  /^(?:are|aren't|were|will|have|had|lie|came|come|live|lived|settle|settled|meet|run|do|don't|get|love|understand|should|shouldn't|can't|poison|go|belong|burned|take|breed|owe|want|queue|shared)\b/;

/** Replaces most later mentions of the group of a post by "they" and "them", as writers do. */
export function referBack(text: string, random: () => number, share = 0.6): string {
  let count = 0;
  return text.replace(mention, (whole, name: string, next: string) => {
    count += 1;
    if (count === 1 || random() >= share) return whole;
    if (name[0] !== name[0]?.toLowerCase()) return 'They';
    return verb.test(next) ? 'they' : 'them';
  });
}
