import { createHash, createHmac } from 'node:crypto';

/** What stands in place of the hash before the first line. */
export const chainStart = '0'.repeat(64);

/** What a chained line holds beside the record itself. */
export interface ChainLink {
  /** Counted from 1. */
  readonly sequence: number;
  /** The hash of the line before. */
  readonly previous: string;
  /** The hash of this line without this field. */
  readonly hash: string;
}

/**
 * The hash of a line, which covers the line before it. With a key nobody without it can write a chain anew; without one a
 * change still shows to whoever knows the last hash.
 */
export function hashOf(body: string, key: string | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(body).digest('hex');
}

/** A record as a line of the chain, without its end. */
export function chainedLine(record: object, sequence: number, previous: string, key: string | undefined): { readonly line: string; readonly hash: string } {
  const body = JSON.stringify({ ...record, sequence, previous });
  const hash = hashOf(body, key);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}`, hash };
}

/** The end that `chainedLine` gives a line. */
export const lineEnd = /,"hash":"([0-9a-f]{64})"\}$/;
