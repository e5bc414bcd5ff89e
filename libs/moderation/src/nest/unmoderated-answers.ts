import { StreamableFile } from '@nestjs/common';

import { ConfigurationError } from '../errors/moderation-errors.js';

/** The fields of a server-sent event. Nest reads each by its name, getters of a class included, which JSON leaves out. */
const eventFields = ['type', 'id', 'retry', 'comment', 'data'] as const;

/**
 * A value as it is sent: what JSON makes of it. It is a copy, so that what was judged is what goes out.
 * @throws {ConfigurationError} for a file or a stream, which cannot be judged.
 */
export function sentForm(value: unknown): unknown {
  if (value instanceof StreamableFile || value instanceof Uint8Array || isStream(value)) {
    throw new ConfigurationError(
      'A file or a stream cannot be moderated; set `output: false` for a route that sends one.',
    );
  }
  return JSON.parse(JSON.stringify(value) ?? 'null') as unknown;
}

/** The same for an event, whatever its class. */
export function sentEvent(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return sentForm(value);
  const event = value as Readonly<Record<string, unknown>>;
  return sentForm(
    Object.fromEntries(eventFields.filter((name) => event[name] !== undefined).map((name) => [name, event[name]])),
  );
}

/** What Nest sends as it is produced: an answer of `fetch`, and whatever gives its pieces one by one. */
export function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || Object.prototype.toString.call(value) === '[object Response]';
}
