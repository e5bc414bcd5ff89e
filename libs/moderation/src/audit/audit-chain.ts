import { createHash, createHmac } from 'node:crypto';

/** Replaces the hash of the line before in the first line. */
export const chainStart = '0'.repeat(64);

/** The algorithm by which the lines of a log are hashed, with a key or without one. */
export type ChainKind = 'hmac-sha256' | 'sha256';

/** The fields of a line beside those of its record. */
export interface ChainLink {
  /** The number of the line, counted from 1. */
  readonly sequence: number;
  /** The hash of the line before. */
  readonly previous: string;
  /** In the first line only: the algorithm, so that a reader without the key can be told that one is needed. */
  readonly chain?: ChainKind;
  /** The hash of this line without this field. */
  readonly hash: string;
}

/**
 * Hashes a line, which holds the hash of the line before. With a key, only its owner can write a valid chain. Without one, a
 * chain that was written anew shows only to a reader who knows the last hash of the old one.
 */
export function hashLine(body: string | Uint8Array, key: string | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(body).digest('hex');
}

/** Names the algorithm of a chain with this key. */
export function toChainKind(key: string | undefined): ChainKind {
  return key === undefined ? 'sha256' : 'hmac-sha256';
}

/** Writes a record as a line of the chain, without the line feed. */
export function toChainedLine(
  record: object,
  sequence: number,
  previous: string,
  key: string | undefined,
): { readonly line: string; readonly hash: string } {
  const body = JSON.stringify({
    ...record,
    sequence,
    previous,
    chain: sequence === 1 ? toChainKind(key) : undefined,
  });
  const hash = hashLine(body, key);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}`, hash };
}

const lineEnd = /^,"hash":"([0-9a-f]{64})"\}$/;
const lineEndLength = ',"hash":""}'.length + chainStart.length;

/** Splits a line into the bytes that were hashed and the hash; undefined for a line without a hash. */
export function splitChainedLine(line: Buffer): { readonly body: Buffer; readonly hash: string } | undefined {
  const hash = lineEnd.exec(line.subarray(-lineEndLength).toString('latin1'))?.[1];
  return hash === undefined
    ? undefined
    : { body: Buffer.concat([line.subarray(0, -lineEndLength), Buffer.from('}')]), hash };
}
