/** Frequent short words of English, which most often stand beside another word. */
const frequentWords: readonly string[] = (
  'a i the and to of in is it you that was for on are with as at be this have from or had by not but what all were we when ' +
  'your can said an each she he which do how their if will up other about out many then them these so some her would make ' +
  'like him into has look more go see no way could my than been who its now did get come made may me us our own any want ' +
  'just off over little very after big give really good new first they one two too here there his because does let ever ' +
  'never stop old boy girl man guy men women woman people love hot suck fat dirty ass ing ed er s ly y'
).split(' ');

const maximumLength = Math.max(...frequentWords.map((word) => word.length));
const frequentWordSet: ReadonlySet<string> = new Set(frequentWords);

/** Checks whether a word may begin at an offset of a text without gaps: at its start, or where a frequent word ends. */
export function mayBeginAt(text: string, offset: number): boolean {
  if (offset === 0) return true;
  for (let length = 2; length <= Math.min(maximumLength, offset); length += 1) {
    if (frequentWordSet.has(text.slice(offset - length, offset))) return true;
  }
  return offset === 1 && frequentWordSet.has(text.slice(0, 1));
}

/** Checks whether a word may end at an offset of a text without gaps: at its end, or where a frequent word begins. */
export function mayEndAt(text: string, offset: number): boolean {
  const rest = text.length - offset;
  if (rest === 0) return true;
  for (let length = 2; length <= Math.min(maximumLength, rest); length += 1) {
    if (frequentWordSet.has(text.slice(offset, offset + length))) return true;
  }
  return rest === 1 && frequentWordSet.has(text.slice(offset));
}
