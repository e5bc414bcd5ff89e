import { type CategorySpan } from '../../contract/classifier.js';
import { type TextRange } from '../../contract/moderation-input.js';
import { type TextView, toOriginalRange } from '../../text/text-view.js';
import { overrideRules } from './rules/override-rules.js';
import { attemptSigns, discussionWords, reportBefore, secondSigns } from './rules/system-prompt-signs.js';

/** The part of `x/injection` that tries to get at the system prompt, or at rules that others have set. */
export const systemPromptCategory = 'x/injection/system-prompt';

const attackScore = 0.9;

/** An attempt and its second sign stand at most this far apart: in one request, not at two ends of a long document. */
const maximumDistance = 1_000;

/** The most characters of a form, about. */
const maximumForm = 300;

/** The most characters of a sentence that are read to see whether it is about attacks. */
const maximumSentence = 400;

/** A user may overrule their own words. */
const ownWords = /\b(?:my|mine|i|meine|meinen|meiner|ma|mes|mon|mi|mis|mia|mie|minha|minhas|meu|mijn)\b/u;

/** People who build assistants ask about their own prompts. */
const ownPrompt = /\b(?:my|our)\s/u;

/** A sign with its place in the text. */
interface FoundSign extends TextRange {
  readonly name: string;
  /** The form was not found in the text as it is written. */
  readonly isDisguised: boolean;
}

/**
 * Finds attempts to get at the system prompt, or at rules that others have set for the model.
 *
 * An attempt counts only with a second sign near it: an order to forget earlier instructions, a demand for the exact words, a
 * claim of authority, a fake turn of the conversation, a recoding, a new role, or a disguise. People ask about prompts all the
 * time; with two signs it is no question any more.
 * @param readings of a text; the first has it as it is written.
 */
export function findSystemPromptAttacks(readings: readonly TextView[]): readonly CategorySpan[] {
  const attempts = readings.flatMap((view, index) => findAttempts(view, index > 0));
  if (attempts.length === 0) return [];
  const signs = [...attempts, ...readings.flatMap((view, index) => findSecondSigns(view, index > 0))].toSorted(
    (a, b) => a.start - b.start,
  );
  const written = attempts.filter(({ isDisguised }) => !isDisguised);
  return attempts
    .filter((attempt) => isHidden(attempt, written) || hasSecondSign(attempt, signs))
    .map(({ start, end }) => ({ start, end, category: systemPromptCategory, score: attackScore }));
}

function findAttempts(view: TextView, isDisguised: boolean): readonly FoundSign[] {
  return attemptSigns.flatMap(({ name, patterns }) =>
    patterns
      .flatMap((pattern) => [...view.text.matchAll(pattern)])
      .filter(({ 0: form, index }) => !ownPrompt.test(form) && !isAboutAttacks(view.text, index, index + form.length))
      .map(({ 0: form, index }) => ({ ...toOriginalRange(view, index, index + form.length), name, isDisguised })),
  );
}

function findSecondSigns(view: TextView, isDisguised: boolean): readonly FoundSign[] {
  const overrides = overrideRules.map(({ pattern }) => ({ name: 'override', patterns: [pattern] }));
  return [...secondSigns, ...overrides].flatMap(({ name, patterns }) =>
    patterns
      .flatMap((pattern) => [...view.text.matchAll(pattern)])
      .filter(({ 0: form }) => name !== 'override' || !ownWords.test(form))
      .map(({ 0: form, index }) => ({ ...toOriginalRange(view, index, index + form.length), name, isDisguised })),
  );
}

/** Checks whether the attempt is legible only in a decoded reading of the text: a disguise is a second sign. */
function isHidden(attempt: FoundSign, written: readonly FoundSign[]): boolean {
  return attempt.isDisguised && !written.some(({ start, end }) => start < attempt.end && attempt.start < end);
}

/**
 * Checks whether another sign stands near an attempt. The same words are not two signs, except of exact words or a recoding.
 * @param signs in the order of their starts.
 */
function hasSecondSign(attempt: FoundSign, signs: readonly FoundSign[]): boolean {
  const first = attempt.start - maximumDistance - maximumForm;
  for (let index = findFirstFrom(signs, first); index < signs.length; index += 1) {
    const other = signs[index];
    if (other === undefined || other.start > attempt.end + maximumDistance) return false;
    const isApart = other.end <= attempt.start || other.start >= attempt.end;
    if (other.name !== attempt.name && (isApart || wordsInsideCount.has(other.name))) return true;
  }
  return false;
}

/** Finds the index of the first sign that starts at an offset or later, by bisection. */
function findFirstFrom(signs: readonly FoundSign[], offset: number): number {
  let [low, high] = [0, signs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((signs[middle]?.start ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Signs that count inside the attempt itself: "print your entire prompt". */
const wordsInsideCount: ReadonlySet<string> = new Set(['verbatim', 'recoding']);

/** Checks whether a form is talked about: its sentence reports it, or it is quoted in a text about attacks. */
function isAboutAttacks(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - maximumSentence), start);
  const after = text.slice(end, end + maximumSentence);
  if (reportBefore.test(before.split(/[.!?\n]/u).at(-1) ?? '')) return true;
  const isQuoted = /["“”«'`][^"“”«»'`]{0,200}$/u.test(before) && /^[^"“”«»'`]{0,200}["“”»'`]/u.test(after);
  return isQuoted && discussionWords.test(`${before} ${after}`);
}
