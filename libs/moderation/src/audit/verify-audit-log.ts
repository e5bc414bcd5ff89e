import { toChainKind, chainStart, hashLine, splitChainedLine } from './audit-chain.js';
import { recoveryType } from './audit-recovery.js';
import { readLogLines } from './log-lines.js';

/** The result of a verification. */
export interface AuditLogReport {
  readonly isIntact: boolean;
  /** The number of valid lines, from the first on. */
  readonly lines: number;
  /** The hash of the last valid line; zeros when there is none. */
  readonly lastHash: string;
  /** The first line that is not valid, counted from 1. */
  readonly brokenAt?: number | undefined;
  /** The problem of that line. */
  readonly problem?: string | undefined;
  /** The offset of an unfinished last line, in bytes. Opening the log moves that line aside. */
  readonly unfinishedFrom?: number | undefined;
  /** The number of lines that note that the log was interrupted; undefined when there is none. */
  readonly recoveries?: number | undefined;
  /** The log was written with a key, and none was given, so it could not be verified. */
  readonly needsKey?: true | undefined;
}

/** The options of a verification. */
export interface VerifyOptions {
  /** The key under which the log was written. Default: none. */
  readonly key?: string | undefined;
  /** The last hash, as it was noted elsewhere. Default: not checked, so a log whose end was cut looks intact. */
  readonly lastHash?: string | undefined;
}

/**
 * Verifies that no line of an audit log was removed, altered, added or moved, to the byte.
 * @throws the error of the file system when the file cannot be read.
 */
export async function verifyAuditLog(path: string, { key, lastHash }: VerifyOptions = {}): Promise<AuditLogReport> {
  let lines = 0;
  let previous = chainStart;
  let chain: unknown;
  let endsAt = 0;
  let recoveries = 0;
  const broken = (problem: string): AuditLogReport => ({
    isIntact: false,
    lines,
    lastHash: previous,
    recoveries: recoveries || undefined,
    brokenAt: lines + 1,
    problem,
  });
  for await (const { bytes, isEnded, isCut } of readLogLines(path)) {
    if (!isEnded) {
      const isOurs = !isCut && (lines > 0 || isRecordStart(bytes));
      const problem = 'The line does not end with a line feed: its end was cut off.';
      return { ...broken(problem), unfinishedFrom: isOurs ? endsAt : undefined };
    }
    const line = splitChainedLine(bytes);
    if (line === undefined) return broken('The line has no hash.');
    const link = readLink(line.body);
    if (link === undefined) return broken('The line is not valid JSON.');
    if (lines === 0) ({ chain } = link);
    if (link.previous !== previous) return broken('The line does not follow the one before it.');
    if (link.sequence !== lines + 1) return broken('The line has the wrong number.');
    if (hashLine(line.body, key) !== line.hash) {
      return { ...broken(explainMismatch(chain, key)), needsKey: needsKey(chain, key) || undefined };
    }
    lines += 1;
    previous = line.hash;
    endsAt += bytes.length + 1;
    if (link.type === recoveryType) recoveries += 1;
  }
  if (lastHash !== undefined && lastHash !== previous)
    return broken('The last hash is not the given one: lines at the end were removed, or added.');
  return { isIntact: true, lines, lastHash: previous, recoveries: recoveries || undefined };
}

const recordStart = Buffer.from('{"type":"');

/** Checks whether bytes begin as a record does, so that another file that was named by mistake is not touched. */
function isRecordStart(bytes: Buffer): boolean {
  const length = Math.min(bytes.length, recordStart.length);
  return bytes.subarray(0, length).equals(recordStart.subarray(0, length));
}

function needsKey(chain: unknown, key: string | undefined): boolean {
  return key === undefined && chain === toChainKind('any');
}

/** Explains a wrong hash as far as possible: the field `chain` of the first line may have been altered too. */
function explainMismatch(chain: unknown, key: string | undefined): string {
  if (needsKey(chain, key)) return 'The log says that it was written with a key: it needs that key.';
  if (key !== undefined && chain === toChainKind(undefined))
    return 'The log says that it was written without a key, and a key was given: it is another log, or it was rewritten.';
  return key === undefined ? 'The line was altered.' : 'The line was altered, or another key was used.';
}

interface Link {
  readonly sequence: unknown;
  readonly previous: unknown;
  readonly chain: unknown;
  readonly type: unknown;
}

function readLink(body: Buffer): Link | undefined {
  try {
    const { sequence, previous, chain, type } = JSON.parse(body.toString()) as Readonly<Record<string, unknown>>;
    return { sequence, previous, chain, type };
  } catch {
    return undefined;
  }
}
