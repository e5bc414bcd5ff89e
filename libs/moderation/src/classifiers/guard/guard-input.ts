import { type ModerationInput, type ModerationRole } from '../../contract/moderation-input.js';
import { findContextStart } from '../../text/context-start.js';
import { type GuardModel } from './guard-model.js';
import { toReadableText } from './readable-text.js';

/** The roles that the guard model was trained on. Every other author is `text`. */
const roleNames: Readonly<Partial<Record<ModerationRole, string>>> = {
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
};

/** The form in which a model reads texts. */
export type ReadingForm = Pick<GuardModel, 'contextCharacters' | 'keepsAccents'>;

/** Checks whether the guard model can read a piece of text: not one of signs, or whose letters are all of other scripts than Latin. */
export function isReadable(text: string): boolean {
  const readable = toReadableText(text);
  return readable !== '' && (/\p{L}/u.test(readable) || !/\p{L}/u.test(text));
}

/**
 * Finds the end of the turn before an answer. Empty for other texts, and where the turn is not known. A stream is read piece by piece,
 * each time with half as much of it.
 */
export function findContext(input: ModerationInput, { contextCharacters, keepsAccents }: ReadingForm): string {
  const { role, precedingText = '', isStreamed = false } = input;
  if (role !== 'assistant' || contextCharacters === 0) return '';
  const characters = isStreamed ? contextCharacters / 2 : contextCharacters;
  const start = findContextStart(precedingText, precedingText.length, characters);
  return toReadableText(precedingText.slice(start), keepsAccents);
}

/** Writes a piece of a text as the guard model was trained to read it: with its role, and with the turn before an answer. */
export function writeGuardInput(role: ModerationRole, text: string, context: string, keepsAccents = false): string {
  const written = `${roleNames[role] ?? 'text'}: ${toReadableText(text, keepsAccents)}`;
  return context === '' ? written : `user: ${context} ${written}`;
}
