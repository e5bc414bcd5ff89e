import { randomUUID } from 'node:crypto';

import { type ModerationInput, type ModerationRole, type ModerationStage } from './moderation-input.js';

/** A text to moderate, with defaults for every field but the text. */
export type CheckInput = Pick<ModerationInput, 'text'> & Partial<ModerationInput>;

const defaultRoles: Readonly<Record<ModerationStage, ModerationRole>> = {
  input: 'user',
  output: 'assistant',
  'tool-call': 'assistant',
  'tool-result': 'tool',
  resume: 'user',
};

/** Fills in the defaults of a text to check. */
export function toModerationInput(input: string | CheckInput): ModerationInput {
  const given = typeof input === 'string' ? { text: input } : input;
  const { stage = 'input', role = defaultRoles[stage], requestId = randomUUID() } = given;
  return { ...given, stage, role, path: given.path ?? given.stage ?? 'text', requestId };
}
