import { type ModerationInput, type ModerationRole } from '../../contract/moderation-input.js';
import { toPlainView } from '../../text/plain/index.js';
import { toCharacterBoundary } from '../../text/text-chunks.js';

/** The roles that the guard model was trained on. Every other author is `text`. */
const roleNames: Readonly<Partial<Record<ModerationRole, string>>> = {
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
};

/** Letters of other scripts than Latin, which the guard model cannot read: for it they would be noise. */
const unreadLetters = /(?!\p{Script=Latin})\p{L}/gu;

/** Checks whether the guard model can read a piece of text: not one whose letters are all of other scripts than Latin. */
export function isReadable(text: string): boolean {
  return text.trim() !== '' && (/\p{Script=Latin}/u.test(text) || !/\p{L}/u.test(text));
}

/** Finds the end of the turn before an answer. Empty for other texts, and where the turn is not known. */
export function findContext({ role, precedingText = '' }: ModerationInput, maximumCharacters: number): string {
  if (role !== 'assistant' || maximumCharacters === 0) return '';
  const start = Math.max(0, precedingText.length - maximumCharacters);
  return toPlainView(precedingText.slice(toCharacterBoundary(precedingText, start))).text.trim();
}

/**
 * Writes a piece of a text as the guard model was trained to read it: with its role, and with the turn before an answer. Letters
 * of scripts that the model does not know are left out.
 */
export function writeGuardInput(role: ModerationRole, text: string, context: string): string {
  const written = `${roleNames[role] ?? 'text'}: ${toPlainView(text).text.replace(unreadLetters, '')}`;
  return context === '' ? written : `user: ${context}\n${written}`;
}
