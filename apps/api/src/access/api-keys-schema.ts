import { createHash } from 'node:crypto';
import { LineCounter, parse, parseDocument } from 'yaml';
import { z } from 'zod';
import { describeIssue } from '@leeward/moderation';
import { toFieldPath } from '../errors/validation-error.js';
import { type KeyLimits } from '../limits/index.js';

/** The holder of a key, what it may use, and the policies that moderate the holder's requests. */
export interface ApiKey {
  /** For people; never shown to callers. */
  readonly name: string;
  /** The SHA-256 of the key in lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Milliseconds since 1970 from which on the key is not valid. Default: it never expires. */
  readonly expires?: number | undefined;
  /** The models that a request may use, by their ids or other names. Default: all. */
  readonly models?: readonly string[] | undefined;
  /** Default: there are no limits. */
  readonly limits?: KeyLimits | undefined;
  /** Default: the default policy of the server. */
  readonly policy?: string | undefined;
  /** Policies that a request may name in place of `policy`. Default: none. */
  readonly choices?: readonly string[] | 'any' | undefined;
}

const limit = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** The fields of a limit that a command can set as well. */
export const limitsSchema = z.strictObject({
  requestsPerMinute: limit.optional(),
  tokensPerMinute: limit.optional(),
  tokensPerDay: limit.optional(),
});

/** A time with its zone. */
export const expirySchema = z.iso.datetime({
  offset: true,
  error: ({ input }) =>
    input === undefined ? undefined : 'must be a time with its zone, such as "2027-01-31T00:00:00Z"',
});

const keySchema = z.strictObject({
  name: z.string().min(1).max(128),
  sha256: z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be the SHA-256 of a key, 64 hexadecimal digits'),
  expires: expirySchema.optional(),
  models: z.array(z.string().min(1)).min(1).optional(),
  limits: limitsSchema.optional(),
  policy: z.string().min(1).optional(),
  choices: z.union([z.literal('any'), z.array(z.string().min(1))]).optional(),
});

// An empty list is allowed: it revokes every key.
const fileSchema = z.strictObject({ keys: z.array(keySchema).max(100_000) });

/** Hashes a key as files of keys hold it. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The keys of a file, or the first problem of its text. */
export type ReadKeys = { readonly keys: readonly ApiKey[] } | { readonly problem: string };

/**
 * Reads the keys from the text of a YAML or JSON file.
 *
 * @returns the keys, or the problem with the field and its line
 * @throws the error of the YAML parser for a text that is neither
 */
export function readKeysText(text: string): ReadKeys {
  const result = fileSchema.safeParse(parseKeys(text), { error: describeIssue });
  if (!result.success) {
    const [issue] = result.error.issues;
    return { problem: issue ? describeProblem(text, issue) : 'the file is wrong' };
  }
  const keys = result.data.keys.map(({ sha256, expires, ...key }): ApiKey => ({
    ...key,
    sha256: sha256.toLowerCase(),
    ...(expires !== undefined && { expires: Date.parse(expires) }),
  }));
  const repeated = findRepeated(keys, 'name') ?? findRepeated(keys, 'sha256');
  return repeated === undefined ? { keys } : { problem: `${repeated} is used twice; give each key its own` };
}

/** Parses JSON, else YAML: its parser takes a second for 20,000 keys, and no request is served meanwhile. */
function parseKeys(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parse(text);
  }
}

function describeProblem(text: string, issue: z.core.$ZodIssue): string {
  const { path, message } = issue;
  const field = path.length === 0 ? 'the file' : toFieldPath(path);
  if (issue.code !== 'unrecognized_keys') return `${field} ${message}${describeLine(text, path)}`;
  const [name = ''] = issue.keys;
  const line = describeLine(text, [...path, name]);
  return `${field} has the unknown field ${JSON.stringify(name.slice(0, 100))}${line}: correct its name, or leave it out`;
}

/** Says in which line of the file a value is. The text is parsed again, which only a wrong file costs. */
function describeLine(text: string, path: readonly PropertyKey[]): string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  // A field that is missing has no line, but its entry has one.
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as { readonly range?: readonly number[] } | undefined;
    const start = node?.range?.[0];
    if (start !== undefined) return ` (line ${lines.linePos(start).line})`;
  }
  return '';
}

/** Names the first field whose value an entry before has, too. Linear, because a file may hold 100,000 keys. */
function findRepeated(keys: readonly ApiKey[], field: 'name' | 'sha256'): string | undefined {
  const seen = new Set<string>();
  for (const [index, { [field]: value }] of keys.entries()) {
    if (seen.has(value)) return `keys[${index}].${field}`;
    seen.add(value);
  }
  return undefined;
}
