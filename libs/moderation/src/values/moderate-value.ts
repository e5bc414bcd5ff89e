import { type ModerationSource } from '../contract/moderation-input.js';
import { type ClassifierFailure, isReleasable, type Verdict } from '../contract/verdict.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { redactValue, type SerializedValue, serializeValue } from './serialize-value.js';
import { UnreadableValueError } from './value-form.js';

/** A value to moderate, such as the arguments of a tool call: anything that JSON can hold, and more. */
export interface ValueInput extends ModerationSource {
  readonly value: unknown;
}

/** The verdict on a value. */
export interface ModeratedValue {
  readonly verdict: Verdict;
  /** The value with redactions applied; `undefined` when it must not be released. */
  readonly value: unknown;
}

/**
 * Moderates all names, strings and numbers of a value as one text, in their order. Classifiers therefore see the name
 * beside a number, and JSON escapes hide nothing. The structure of the value is kept. Never rejects.
 *
 * A value that contains itself or has more than 1,000,000 parts is refused with an error verdict.
 */
export async function moderateValue(
  moderator: Moderator,
  input: ValueInput,
  options: ModerateOptions = {},
): Promise<ModeratedValue> {
  const { value, ...source } = input;
  const serialized = trySerialize(value, moderator.policy.limits.maximumCharacters);
  if ('failure' in serialized) {
    return { verdict: await moderator.refuse({ ...source, text: '' }, serialized.failure, options), value: undefined };
  }
  const verdict = await moderator.moderate({ ...source, text: serialized.text }, options);
  if (!isReleasable(verdict)) return { verdict, value: undefined };
  return {
    verdict,
    value: verdict.outcome === 'redact' ? redactValue(value, serialized, verdict.spans, options.vault) : value,
  };
}

function trySerialize(
  value: unknown,
  maximumCharacters: number,
): SerializedValue | { readonly failure: ClassifierFailure } {
  try {
    return serializeValue(value, maximumCharacters);
  } catch (error) {
    if (error instanceof UnreadableValueError) {
      return { failure: { classifier: 'moderator', code: 'too-long', message: error.message } };
    }
    // A getter or a `toJSON` of the value threw: its message may repeat text of the value.
    return {
      failure: {
        classifier: 'moderator',
        code: 'unreadable',
        message: 'The value cannot be read: a getter or its toJSON threw.',
      },
    };
  }
}
