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
  'WWW-Authenticate': { description: 'The scheme of the key.', schema: { type: 'string' } },
} as const;

/** The name of such a header. */
export type AnswerHeader = keyof typeof answerHeaders;
