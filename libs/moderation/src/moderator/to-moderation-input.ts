import { randomUUID } from 'node:crypto';

import {
  type CheckInput,
  type ModerationInput,
  type ModerationRole,
  type ModerationStage,
  moderationStages,
} from '../contract/moderation-input.js';
import { ConfigurationError } from '../errors/moderation-errors.js';

const defaultRoles: Readonly<Record<ModerationStage, ModerationRole>> = {
  input: 'user',
  output: 'assistant',
  'tool-call': 'assistant',
  'tool-result': 'tool',
  resume: 'user',
};

/**
 * Fills in the defaults of a text to moderate.
 * @throws {ConfigurationError} for a text that is no string, or a stage that there is not.
 */
export function toModerationInput(input: string | CheckInput): ModerationInput {
  const given = typeof input === 'string' ? { text: input } : input;
  if (typeof given?.text !== 'string') {
    throw new ConfigurationError(
      'The text to moderate is no string; give a string, or an object with the field `text`.',
    );
  }
  if (given.stage !== undefined && !moderationStages.includes(given.stage)) {
    throw new ConfigurationError(`There is no such stage; the stages are: ${moderationStages.join(', ')}.`);
  }
  const { stage = 'input', role = defaultRoles[stage], requestId = randomUUID() } = given;
  return { ...given, stage, role, path: given.path ?? given.stage ?? 'text', requestId };
}
