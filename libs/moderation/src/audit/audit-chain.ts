import { createHash, createHmac } from 'node:crypto';

/** What stands in place of the hash before the first line. */
export const chainStart = '0'.repeat(64);

/** How the lines of a log are hashed: with a key, or without one. */
export type ChainKind = 'hmac-sha256' | 'sha256';

/** What a chained line holds beside the record itself. */
export interface ChainLink {
  /** Counted from 1. */
  readonly sequence: number;
  /** The hash of the line before. */
  readonly previous: string;
  /** In the first line alone: how the log is hashed, so that whoever lacks its key is told so. */
  readonly chain?: ChainKind;
  /** The hash of this line without this field. */
  readonly hash: string;
}

/**
 * The hash of a line, which covers the line before it. With a key nobody without it can write a chain anew; without one a
 * change still shows to whoever knows the last hash.
 */
export function hashLine(body: string | Uint8Array, key: string | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(body).digest('hex');
}

/** What a chain under a key, or without one, is called. */
export function toChainKind(key: string | undefined): ChainKind {
  return key === undefined ? 'sha256' : 'hmac-sha256';
}

/** A record as a line of the chain, without its end. */
export function chainedLine(
  record: object,
  sequence: number,
  previous: string,
  key: string | undefined,
): { readonly line: string; readonly hash: string } {
  const body = JSON.stringify({
    ...record,
    sequence,
    previous,
    ...(sequence === 1 ? { chain: toChainKind(key) } : {}),
  });
  const hash = hashLine(body, key);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}`, hash };
}

const lineEnd = /^,"hash":"([0-9a-f]{64})"\}$/;
const lineEndLength = ',"hash":""}'.length + chainStart.length;

/** A line taken apart again: what was hashed, and the hash; undefined for a line without one. */
export function unchained(line: Buffer): { readonly body: Buffer; readonly hash: string } | undefined {
  const hash = lineEnd.exec(line.subarray(-lineEndLength).toString('latin1'))?.[1];
  return hash === undefined
    ? undefined
    : { body: Buffer.concat([line.subarray(0, -lineEndLength), Buffer.from('}')]), hash };
}
