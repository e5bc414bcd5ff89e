import { isDeepStrictEqual } from 'node:util';

/** The names of metadata whose value is a short name or a number, and never a piece of the answer. */
const safeNames: ReadonlySet<string> = new Set([
  'model',
  'model_name',
  'model_provider',
  'finish_reason',
  'stop_reason',
  'done_reason',
  'system_fingerprint',
  'service_tier',
  'created',
  'created_at',
  'id',
  'object',
  'status',
  'role',
  'output_version',
  'ls_provider',
]);

/** The names of nested metadata that hold numbers only. */
const countNames: ReadonlySet<string> = new Set([
  'usage',
  'tokenUsage',
  'estimatedTokenUsage',
  'token_usage',
  'usage_metadata',
]);

const plainName = /^[\w.:/@+-]{1,200}$/;

/**
 * Checks whether a text is short and has no blanks. Metadata is not trusted: the author of a message may have written
 * it.
 */
export function isPlainName(text: string): boolean {
  return plainName.test(text);
}

/**
 * Selects metadata that cannot repeat the answer: known names, numbers and flags, under names without blanks. The rest
 * may repeat the answer, as log probabilities and raw responses do, and is left out unmoderated.
 */
export function safeMetadata(metadata: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata ?? {}).flatMap(([name, value]): [string, unknown][] => {
      if (typeof value === 'number' || typeof value === 'boolean') return isPlainName(name) ? [[name, value]] : [];
      if (typeof value === 'string') return safeNames.has(name) && isPlainName(value) ? [[name, value]] : [];
      return countNames.has(name) && typeof value === 'object' && value !== null ? [[name, selectNumbers(value)]] : [];
    }),
  );
}

/** Selects all other metadata, which is to be moderated or left out. */
export function unsafeMetadata(metadata: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const safe = safeMetadata(metadata);
  return Object.fromEntries(
    Object.entries(metadata ?? {}).filter(([name, value]) => !isDeepStrictEqual(safe[name], value)),
  );
}

function selectNumbers(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]): [string, unknown][] => {
      if (!isPlainName(name)) return [];
      if (typeof inner === 'number') return [[name, inner]];
      return typeof inner === 'object' && inner !== null ? [[name, selectNumbers(inner)]] : [];
    }),
  );
}
