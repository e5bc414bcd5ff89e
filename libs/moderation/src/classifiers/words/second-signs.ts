import { type CategorySpan } from '../../contract/classifier.js';
import { type TextRange } from '../../contract/moderation-input.js';
import { type FoundTerm } from '../terms/term-index.js';
import { type WordMeaning } from './word-list.js';

/** Another rude word within so many characters is a second sign. */
const nearCharacters = 60;

/** Words that address or demean, close before the word: `you are a …`, `dirty …`, `hate all …`. */
const hostileBefore =
  /\b(?:you|u|ur|youre|you're|your|dirty|filthy|stupid|dumb|ugly|lazy|disgusting|smelly|worthless|damn|goddamn|little|kill|hate|deport|lynch|gas|exterminate|burn|bunch of|go away|shut up)(?:\s+[\p{L}']{1,12}){0,3}[\s,:]{1,3}$/iu;

/** The same, close behind it: `… like you`, `… deserve to die`. */
const hostileAfter =
  /^[\s,]{1,3}(?:[\p{L}']{1,12}\s+){0,3}(?:you|deserve|must die|should die|go home|go back|get out|are (?:all )?(?:scum|vermin|animals|subhuman|trash|filth|parasites))\b/iu;

const contextCharacters = 60;

/** The most characters between the end of a word and the end of its second sign. */
export const signDistance = 96;

/** A word with a capital beside a name, with short words between such as `van` and `de la`. */
const nameBefore = /\p{Lu}\p{Ll}+[ \t](?:\p{Ll}{1,4}[ \t]){0,2}$/u;
const nameAfter = /^[ \t](?:\p{Ll}{1,4}[ \t]){0,2}\p{Lu}[\p{Ll}.]/u;
const nameCharacters = 30;

/** Scores words by what stands around them: a word that is often harmless counts fully only beside a second sign. */
export function scoreWords(text: string, words: readonly FoundTerm<WordMeaning>[]): readonly CategorySpan[] {
  const sorted = words.toSorted((a, b) => a.start - b.start);
  return sorted.map((word, index): CategorySpan => {
    const { start, end, meaning } = word;
    const { category, score, confirmedScore = score } = meaning;
    const isConfirmed = confirmedScore !== score && !isName(text, word) && hasSecondSign(text, sorted, index);
    return { start, end, category, score: isConfirmed ? confirmedScore : score, label: 'WORD' };
  });
}

function hasSecondSign(text: string, words: readonly FoundTerm<WordMeaning>[], index: number): boolean {
  const word = words[index];
  if (word === undefined) return false;
  // The nearest words are enough: those further away in the list are further away in the text.
  const isBesideWord = [words[index - 1], words[index + 1]].some(
    (other) =>
      other !== undefined &&
      (other.start >= word.end || other.end <= word.start) &&
      Math.max(other.start - word.end, word.start - other.end) <= nearCharacters &&
      countsAsSign(word.meaning, other.meaning),
  );
  if (isBesideWord || word.meaning.category === 'sexual') return isBesideWord;
  return (
    hostileBefore.test(text.slice(Math.max(0, word.start - contextCharacters), word.start)) ||
    hostileAfter.test(text.slice(word.end, word.end + contextCharacters))
  );
}

/** A sexual word is confirmed by one of another meaning; a slur or an insult by any rude word. */
function countsAsSign(meaning: WordMeaning, other: WordMeaning): boolean {
  if (meaning.category === 'sexual' && meaning === other) return false;
  return meaning.category === 'sexual' ? other.category === 'sexual' : other.category !== 'sexual';
}

/** Checks whether a word is written like a name: a capital, then small letters, beside another word written so. */
function isName(text: string, { start, end }: TextRange): boolean {
  if (!/^\p{Lu}\p{Ll}+$/u.test(text.slice(start, end))) return false;
  const before = text.slice(Math.max(0, start - nameCharacters), start);
  return nameBefore.test(before) || nameAfter.test(text.slice(end, end + nameCharacters));
}
