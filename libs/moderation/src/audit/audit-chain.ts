import { createHash, createHmac } from 'node:crypto';

/** The previous hash of the first line, which has no line before it. */
export const chainStart = '0'.repeat(64);

/** The algorithm by which the lines of a log are hashed, with a key or without one. */
type ChainKind = 'hmac-sha256' | 'sha256';

/** The fields that chain a line to the one before it, in addition to the fields of its record. */
interface ChainLink {
  /** The number of the line, counted from 1. */
  readonly sequence: number;
  /** The hash of the line before. */
  readonly previous: string;
  /** The algorithm; only in the first line. It tells a reader without the key that a key is needed. */
  readonly chain?: ChainKind | undefined;
  /** The hash of this line without this field. */
  readonly hash: string;
}

/**
 * Hashes a line, which contains the hash of the line before it. With a key, only the owner of the key can write a valid
 * chain. Without a key, anyone can rewrite the whole chain; only a reader who noted the last hash elsewhere can detect
 * that.
 */
export function hashLine(body: string | Uint8Array, key: string | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  return hash.update(body).digest('hex');
}

/** Names the algorithm of a chain with this key. */
export function toChainKind(key: string | undefined): ChainKind {
  return key === undefined ? 'sha256' : 'hmac-sha256';
}

/**
 * Writes a record as a line of the chain, without the line feed.
 * @param record the JSON text of an object that is not empty
 */
export function toChainedLine(
  record: string,
  sequence: number,
  previous: string,
  key: string | undefined,
): { readonly line: string; readonly hash: string } {
  const chain = sequence === 1 ? toChainKind(key) : undefined;
  const link: Omit<ChainLink, 'hash'> = { sequence, previous, chain };
  const body = `${record.slice(0, -1)},${JSON.stringify(link).slice(1)}`;
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
