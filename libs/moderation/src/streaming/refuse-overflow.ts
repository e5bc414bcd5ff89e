import { type ModerationInput } from '../contract/moderation-input.js';
import { type ErrorVerdict } from '../contract/verdict.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';

/**
 * Creates and records the error verdict on a stream that holds too much.
 * @param limit The most that may wait, such as `1000 characters`.
 */
export function refuseOverflow(
  moderator: Moderator,
  input: ModerationInput,
  limit: string,
  options: Pick<ModerateOptions, 'onVerdict'>,
): Promise<ErrorVerdict> {
  const message = `More than ${limit} wait for release.`;
  return moderator.refuse(input, { classifier: 'gate', code: 'too-long', message }, options);
}
