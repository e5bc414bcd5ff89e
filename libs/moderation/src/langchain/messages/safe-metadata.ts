import { isDeepStrictEqual } from 'node:util';

/** Names of metadata whose value is a short name or number and never a piece of the answer. */
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

/** Names of nested metadata that hold numbers only. */
const countNames: ReadonlySet<string> = new Set([
  'usage',
  'tokenUsage',
  'estimatedTokenUsage',
  'token_usage',
  'usage_metadata',
]);

const nameShape = /^[\w.:/@+-]{1,200}$/;

/** Whether a text is short and has no blanks: whoever may write a message may write its metadata, too. */
export function isPlainName(text: string): boolean {
  return nameShape.test(text);
}

/**
 * What may stay of a provider's metadata: names that are known, numbers and flags, under names without blanks. The rest may repeat the answer, as log
 * probabilities and raw responses do, and nothing has judged it there.
 */
export function safeMetadata(metadata: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata ?? {}).flatMap(([name, value]): [string, unknown][] => {
      if (typeof value === 'number' || typeof value === 'boolean') return isPlainName(name) ? [[name, value]] : [];
      if (typeof value === 'string') return safeNames.has(name) && isPlainName(value) ? [[name, value]] : [];
      return countNames.has(name) && typeof value === 'object' && value !== null ? [[name, numbersOf(value)]] : [];
    }),
  );
}

/** The rest: what has to be judged, or left out. */
export function unsafeMetadata(metadata: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const safe = safeMetadata(metadata);
  return Object.fromEntries(
    Object.entries(metadata ?? {}).filter(([name, value]) => !isDeepStrictEqual(safe[name], value)),
  );
}

function numbersOf(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]): [string, unknown][] => {
      if (!isPlainName(name)) return [];
      if (typeof inner === 'number') return [[name, inner]];
      return typeof inner === 'object' && inner !== null ? [[name, numbersOf(inner)]] : [];
    }),
  );
}
