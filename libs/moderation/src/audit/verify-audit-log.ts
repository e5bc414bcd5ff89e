import { toChainKind, chainStart, hashLine, unchained } from './audit-chain.js';
import { logLines } from './log-lines.js';

/** What was found in a log. */
export interface AuditLogReport {
  readonly isIntact: boolean;
  /** How many lines fit, from the first on. */
  readonly lines: number;
  /** The hash of the last line that fits; zeros when there is none. */
  readonly lastHash: string;
  /** The first line that does not fit, counted from 1. */
  readonly brokenAt?: number;
  /** What is wrong with it. */
  readonly problem?: string;
  /** The log says that it was written with a key, and none was given: whether it is whole cannot be told. */
  readonly needsKey?: true;
}

/** How a log is verified. */
export interface VerifyOptions {
  /** The key under which it was written. */
  readonly key?: string | undefined;
  /** The last hash as it was noted elsewhere: without it a log whose end was cut looks whole. */
  readonly lastHash?: string | undefined;
}

/**
 * Reads a log from its beginning and tells whether any line was removed, altered, added or moved, to the byte.
 * @throws what reading the file throws.
 */
export async function verifyAuditLog(path: string, { key, lastHash }: VerifyOptions = {}): Promise<AuditLogReport> {
  let lines = 0;
  let previous = chainStart;
  let chain: unknown;
  const broken = (problem: string): AuditLogReport => ({
    isIntact: false,
    lines,
    lastHash: previous,
    brokenAt: lines + 1,
    problem,
  });
  for await (const { bytes, isEnded } of logLines(path)) {
    if (!isEnded) return broken('The line has no end.');
    const line = unchained(bytes);
    if (line === undefined) return broken('The line has no hash.');
    const link = linkOf(line.body);
    if (link === undefined) return broken('The line is no JSON.');
    if (lines === 0) ({ chain } = link);
    if (link.previous !== previous) return broken('The line does not follow the one before it.');
    if (link.sequence !== lines + 1) return broken('The line has the wrong number.');
    if (hashLine(line.body, key) !== line.hash)
      return { ...broken(mismatch(chain, key)), ...(needsKey(chain, key) ? { needsKey: true } : {}) };
    lines += 1;
    previous = line.hash;
  }
  if (lastHash !== undefined && lastHash !== previous) return broken('The log does not end where it ended.');
  return { isIntact: true, lines, lastHash: previous };
}

function needsKey(chain: unknown, key: string | undefined): boolean {
  return key === undefined && chain === toChainKind('any');
}

/** Why a hash does not fit, as far as it can be told: what the first line says of the key may be altered too. */
function mismatch(chain: unknown, key: string | undefined): string {
  if (needsKey(chain, key)) return 'The log says that it was written with a key: it needs that key.';
  if (key !== undefined && chain === toChainKind(undefined))
    return 'The log says that it was written without a key, and one was given: it is another log, or was written anew.';
  return key === undefined ? 'The line was altered.' : 'The line was altered, or another key was used.';
}

interface Link {
  readonly sequence: unknown;
  readonly previous: unknown;
  readonly chain: unknown;
}

function linkOf(body: Buffer): Link | undefined {
  try {
    const { sequence, previous, chain } = JSON.parse(body.toString()) as Readonly<Record<string, unknown>>;
    return { sequence, previous, chain };
  } catch {
    return undefined;
  }
}
