import { type CheckInput } from '../contract/moderation-input.js';
import { type AllowVerdict, isReleasable, type RedactVerdict, type Verdict } from '../contract/verdict.js';
import { ContentRefusedError } from '../errors/moderation-errors.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { applyVerdict } from '../redaction/apply-redactions.js';
import { moderateValue, type ValueInput } from './moderate-value.js';

/**
 * Asserts that a text or value may be released, as it is or with redactions.
 * @throws {ContentRefusedError} when it may not; the error carries the verdict.
 */
export function assertReleasable(verdict: Verdict): asserts verdict is AllowVerdict | RedactVerdict {
  if (!isReleasable(verdict)) throw new ContentRefusedError(verdict);
}

/**
 * Moderates a text, or a value that JSON can hold, and returns it with redactions applied. A text has the defaults of
 * `Moderator.check`.
 * @throws {ContentRefusedError} when it is blocked or could not be moderated; the error carries the verdict.
 * @throws {ConfigurationError} for a text that is no string, or a stage that there is not.
 */
export async function moderateOrThrow(
  moderator: Moderator,
  input: string | CheckInput,
  options?: ModerateOptions,
): Promise<string>;
export async function moderateOrThrow<Value>(
  moderator: Moderator,
  input: ValueInput & { readonly value: Value },
  options?: ModerateOptions,
): Promise<Value>;
export async function moderateOrThrow(
  moderator: Moderator,
  input: string | CheckInput | ValueInput,
  options: ModerateOptions = {},
): Promise<unknown> {
  if (typeof input === 'object' && 'value' in input) {
    const { verdict, value } = await moderateValue(moderator, input, options);
    assertReleasable(verdict);
    return value;
  }
  const verdict = await moderator.check(input, options);
  assertReleasable(verdict);
  return applyVerdict(typeof input === 'string' ? input : input.text, verdict);
}
