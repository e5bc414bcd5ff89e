import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { type SerializedValue, serializeValue, redactValue } from './serialize-value.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { UnreadableValueError } from './value-form.js';
import { type ClassifierFailure, isReleasable, type Verdict } from '../contract/verdict.js';

/** A value to judge: what JSON can hold, such as a tool call's arguments. */
export type ValueInput = Omit<ModerationInput, 'text' | 'judgedTo' | 'partial'> & { readonly value: unknown };

/** The verdict on a value, and the value as it may go on: `undefined` when it must not. */
export interface ModeratedValue {
  readonly verdict: Verdict;
  readonly value: unknown;
}

/**
 * Judges all text of a value at once: names, strings and numbers, in their order, so that a name beside a number counts and
 * an escape of JSON hides nothing; of maps, sets, errors and other classes what serializers would write. Redactions are put in
 * place inside the value; its shape stays. Never rejects.
 */
export async function moderateValue(
  moderator: Moderator,
  input: ValueInput,
  options: ModerateOptions = {},
): Promise<ModeratedValue> {
  const { value, ...facts } = input;
  const rendered = read(value, moderator.policy.limits.maximumCharacters);
  if ('unreadable' in rendered)
    return { verdict: moderator.refuse({ ...facts, text: '' }, rendered.unreadable), value: undefined };
  const verdict = await moderator.moderate({ ...facts, text: rendered.text }, options);
  if (!isReleasable(verdict)) return { verdict, value: undefined };
  return { verdict, value: verdict.outcome === 'redact' ? redactValue(value, rendered, verdict.spans) : value };
}

function read(value: unknown, longest: number): SerializedValue | { readonly unreadable: ClassifierFailure } {
  try {
    return serializeValue(value, longest);
  } catch (error) {
    if (error instanceof UnreadableValueError)
      return { unreadable: { classifier: 'moderator', code: 'too-long', message: error.message } };
    // A getter of the value's own: what it throws may repeat its text.
    return { unreadable: { classifier: 'moderator', code: 'failed', message: 'The value cannot be read.' } };
  }
}

/** Deeper arguments are refused: no tool takes them, and to write them again takes a stack. */
const deepestArguments = 200;

/**
 * Judges the JSON text of a tool call's arguments. Text that is no JSON is judged, and redacted, as text. Never rejects.
 * @returns the verdict and the arguments' text as it may go on.
 */
export async function moderateArguments(
  moderator: Moderator,
  input: Omit<ModerationInput, 'judgedTo' | 'partial'>,
  options: ModerateOptions = {},
): Promise<{ readonly verdict: Verdict; readonly text: string | undefined }> {
  const { text, ...facts } = input;
  if (isTooDeep(text)) {
    const message = `The arguments are nested deeper than ${String(deepestArguments)} levels.`;
    return {
      verdict: moderator.refuse(input, { classifier: 'moderator', code: 'too-long', message }),
      text: undefined,
    };
  }
  const parsed = parse(text);
  const { verdict, value } = await moderateValue(
    moderator,
    { ...facts, value: parsed.isJson ? parsed.value : text },
    options,
  );
  if (!isReleasable(verdict)) return { verdict, text: undefined };
  if (!parsed.isJson) return { verdict, text: String(value) };
  const canonical = JSON.stringify(value);
  // Of a name that stands twice only the last value was judged: what goes on is what was judged.
  return { verdict, text: withoutBlanks(text) === canonical ? text : canonical };
}

function withoutBlanks(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

function parse(text: string): { readonly isJson: boolean; readonly value?: unknown } {
  try {
    return { isJson: true, value: JSON.parse(text) as unknown };
  } catch {
    return { isJson: false };
  }
}

/** Counts brackets inside strings too: arguments that hold so many are refused as well. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > deepestArguments) return true;
  }
  return false;
}
