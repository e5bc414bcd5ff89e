import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

import { chainStart, hashOf, lineEnd } from './audit-chain.js';

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
}

/** How a log is verified. */
export interface VerifyOptions {
  /** The key under which it was written. */
  readonly key?: string | undefined;
  /** The last hash as it was noted elsewhere: without it a log whose end was cut looks whole. */
  readonly lastHash?: string | undefined;
}

/**
 * Reads a log from its beginning and tells whether any line was removed, altered, added or moved.
 * @throws what reading the file throws.
 */
export async function verifyAuditLog(path: string, { key, lastHash }: VerifyOptions = {}): Promise<AuditLogReport> {
  let lines = 0;
  let previous = chainStart;
  const broken = (problem: string, at = lines + 1): AuditLogReport => ({ isIntact: false, lines, lastHash: previous, brokenAt: at, problem });
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity })) {
    const said = lineEnd.exec(line)?.[1];
    if (said === undefined) return broken('The line has no hash.');
    const body = `${line.replace(lineEnd, '')}}`;
    const link = linkOf(body);
    if (link === undefined) return broken('The line is no JSON.');
    if (link.previous !== previous) return broken('The line does not follow the one before it.');
    if (link.sequence !== lines + 1) return broken('The line has the wrong number.');
    if (hashOf(body, key) !== said) return broken('The line was altered, or another key was used.');
    lines += 1;
    previous = said;
  }
  if (lastHash !== undefined && lastHash !== previous) return broken('The log does not end where it ended.');
  return { isIntact: true, lines, lastHash: previous };
}

function linkOf(body: string): { readonly sequence: unknown; readonly previous: unknown } | undefined {
  try {
    const { sequence, previous } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    return { sequence, previous };
  } catch {
    return undefined;
  }
}
