import { type ModerationSource } from '../contract/moderation-input.js';
import { isReleasable, type Verdict } from '../contract/verdict.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { parseExactJson, stringifyExactJson } from './exact-json.js';
import { fitToSchema } from './fit-to-schema.js';
import { moderateValue } from './moderate-value.js';

/** Deeper arguments are refused: no tool takes them, and `JSON.stringify` would need a stack as deep. */
const maximumDepth = 200;

/** The arguments of a tool call. */
export interface ArgumentsInput extends ModerationSource {
  /** JSON text. */
  readonly text: string;
  /** The JSON Schema of the arguments. Redacted numbers, addresses and URLs then get a replacement that it accepts. */
  readonly schema?: unknown;
}

/**
 * Moderates the JSON text of a tool call's arguments. Text that is no JSON is moderated as text. Never rejects.
 * @returns the verdict, and the text of the arguments with its redactions applied; undefined when it must not be
 * released.
 */
export async function moderateArguments(
  moderator: Moderator,
  input: ArgumentsInput,
  options: ModerateOptions = {},
): Promise<{ readonly verdict: Verdict; readonly text: string | undefined }> {
  const { text, schema, ...source } = input;
  if (isTooDeep(text)) {
    const message = `The arguments are nested deeper than ${maximumDepth} levels.`;
    const cause = { classifier: 'moderator', code: 'too-long', message } as const;
    return { verdict: await moderator.refuse({ ...source, text }, cause, options), text: undefined };
  }
  const parsed = tryParse(text);
  const given = parsed === undefined ? text : parsed.value;
  const { verdict, value } = await moderateValue(moderator, { ...source, value: given }, options);
  if (!isReleasable(verdict)) return { verdict, text: undefined };
  if (parsed === undefined) return { verdict, text: value as string };
  // A value that is restored needs its placeholder.
  const isRestored = options.vault !== undefined && moderator.policy.redaction.mode === 'restore';
  const canonical = stringifyExactJson(
    verdict.outcome === 'redact' && !isRestored ? fitToSchema(value, schema) : value,
  );
  // JSON.parse drops all but the last of two equal names: only the value that was moderated may be released.
  return { verdict, text: withoutWhitespace(text) === canonical ? text : canonical };
}

function tryParse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseExactJson(text) };
  } catch {
    return undefined;
  }
}

/** Removes the whitespace between the tokens of JSON. */
function withoutWhitespace(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

/** Counts brackets, also those inside strings: arguments with so many of them are refused as well. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > maximumDepth) return true;
  }
  return false;
}
