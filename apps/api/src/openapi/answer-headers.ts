type LimitPart = 'limit' | 'remaining' | 'reset';
type LimitUnit = 'requests' | 'tokens';

/** Lists the names of six headers. */
function listNames<Name extends string>(toName: (part: LimitPart, unit: LimitUnit) => Name): readonly Name[] {
  return (['requests', 'tokens'] as const).flatMap((unit) =>
    (['limit', 'remaining', 'reset'] as const).map((part) => toName(part, unit)),
  );
}

/** Describes the headers that tell the limits of a key. @param resetForm the form of the time until all is left again */
function describeLimits<Name extends string>(
  toName: (part: LimitPart, unit: LimitUnit) => Name,
  resetForm: string,
): Readonly<Record<Name, { readonly description: string; readonly schema: { readonly type: 'string' } }>> {
  const entries = (['requests', 'tokens'] as const).flatMap((unit) => {
    const absent = `Absent: the key has no limit for ${unit}.`;
    return [
      [toName('limit', unit), `The limit for ${unit} of the key. ${absent}`],
      [toName('remaining', unit), `The ${unit} that are left of the limit. ${absent}`],
      [toName('reset', unit), `When all ${unit} are left again, as ${resetForm}. ${absent}`],
    ] as const;
  });
  return Object.fromEntries(
    entries.map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  ) as ReturnType<typeof describeLimits<Name>>;
}

/** The headers that an answer can have, as `components.headers` of the document. */
export const answerHeaders = {
  'x-request-id': {
    description: 'The id of the request: the one that the caller sent, or a new one.',
    required: true,
    schema: { type: 'string', maxLength: 64 },
  },
  'x-leeward-ignored': {
    description: 'The fields of the request that were ignored, separated by commas. Absent: there were none.',
    schema: { type: 'string' },
  },
  'x-leeward-repaired': {
    description: 'The messages of the request that were repaired, separated by commas. Absent: there were none.',
    schema: { type: 'string' },
  },
  'x-leeward-moderation': {
    description: 'The outcome of moderation as far as it is known, with stages and categories.',
    schema: { type: 'string' },
  },
  'x-leeward-schema': {
    description: 'Whether the answer satisfies schemas that were checked afterwards. Absent: none was.',
    schema: { type: 'string' },
  },
  'x-leeward-truncated': {
    description: 'The messages that were left out of a conversation that was too long. Absent: there were none.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds after which to try again. Absent: another try would fail, too.',
    schema: { type: 'string', pattern: '^\\d+$' },
  },
  ...describeLimits((part, unit) => `x-ratelimit-${part}-${unit}`, 'a duration such as 6m0s'),
  ...describeLimits((part, unit) => `anthropic-ratelimit-${unit}-${part}`, 'a time'),
  'WWW-Authenticate': { description: 'The scheme of the key.', schema: { type: 'string' } },
} as const;

/** The name of such a header. */
export type AnswerHeader = keyof typeof answerHeaders;

/** The headers that say what became of a conversation and of its answer. */
export const conversationHeaders = [
  'x-leeward-moderation',
  'x-leeward-repaired',
  'x-leeward-schema',
  'x-leeward-truncated',
] as const satisfies readonly AnswerHeader[];

/** The headers of a key's limits, by their form. */
export const limitHeadersByForm = {
  openai: listNames((part, unit) => `x-ratelimit-${part}-${unit}`),
  anthropic: listNames((part, unit) => `anthropic-ratelimit-${unit}-${part}`),
} as const;
