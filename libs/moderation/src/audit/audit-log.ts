import { describeFileError } from '../errors/describe-file-error.js';
import { ConfigurationError } from '../errors/moderation-errors.js';
import { notifyListener } from '../scheduling/notify-listener.js';
import { toChainedLine } from './audit-chain.js';
import { type AuditEvent } from './audit-event.js';
import { AuditFile } from './audit-file.js';
import { type AuditRecovery, recoveryType } from './audit-recovery.js';
import { type AuditSink } from './audit-sink.js';
import { type AuditLogReport, verifyAuditLog } from './verify-audit-log.js';

/**
 * The way in which records reach the disk, which matters when the machine loses power. `off`: when the system writes them. `batch`:
 * within a second. `each`: before their text goes on; records that wait together share one wait for the disk.
 */
export const auditSyncModes = ['off', 'batch', 'each'] as const;

/** One of the ways in which records reach the disk. */
export type AuditSync = (typeof auditSyncModes)[number];

/** The options of an audit log. */
export interface AuditLogOptions {
  /** The key of the chain: without it no valid line can be written. Keep it in another place than the log. Default: none. */
  readonly key?: string | undefined;
  /** Default `batch`. */
  readonly sync?: AuditSync | undefined;
  /** Called when records begin to fail. Its errors are ignored. */
  readonly onFailure?: ((error: Error) => void) | undefined;
  /** Called when records are written again, and when an unfinished last line was moved aside. Its errors are ignored. */
  readonly onRecovery?: ((recovery: AuditRecovery) => void) | undefined;
}

/** A record that waits to be written. */
interface WaitingRecord {
  readonly json: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A time in which records fail. */
interface Outage {
  readonly error: Error;
  readonly since: string;
  lostRecords: number;
}

/** The most records that wait in memory. A disk that is further behind counts as failed. */
const maximumWaiting = 10_000;

/** The most records of one write. */
const maximumGroup = 256;

/** Milliseconds between two syncs in the mode `batch`. */
const batchMs = 1_000;

/** Milliseconds after which a failed log tries again by itself. */
const retryMs = 1_000;

/** A disk that has not answered after this many milliseconds counts as failing. */
const stalledMs = 5_000;

/**
 * Writes decisions to a file of JSON lines. Each line holds the hash of the line before, so that `verifyAuditLog` finds
 * any line that was removed or altered.
 *
 * A write that fails, on a full disk for example, is cut back. The next write tries again, and notes the gap in the chain.
 * Only one process may write a file. When another process writes to it or truncates it, every later write fails.
 */
export class AuditLog implements AuditSink {
  readonly #path: string;
  readonly #file: AuditFile;
  readonly #options: AuditLogOptions;
  readonly #sync: AuditSync;
  #sequence: number;
  #previous: string;
  #waiting: WaitingRecord[] = [];
  /** The number of records that are not written yet, including those of the current write. */
  #unwritten = 0;
  #writing: Promise<void> | undefined;
  #writingSince = 0;
  #outage: Outage | undefined;
  #syncTimer: NodeJS.Timeout | undefined;
  #retryTimer: NodeJS.Timeout | undefined;

  private constructor(path: string, file: AuditFile, options: AuditLogOptions, report: AuditLogReport) {
    this.#path = path;
    this.#file = file;
    this.#options = options;
    this.#sync = options.sync ?? 'batch';
    this.#sequence = report.lines;
    this.#previous = report.lastHash;
  }

  /**
   * Opens a log to append to it, or creates it. An unfinished last line is moved to a file beside the log, which the chain notes.
   * @throws {ConfigurationError} when the file cannot be opened, when its chain is broken (rename the file to begin a new
   * log), when it was written with a key and none is given, or when the key is empty.
   */
  static async open(path: string, options: AuditLogOptions = {}): Promise<AuditLog> {
    if (options.key === '')
      throw new ConfigurationError(
        'The key of the audit log is empty, so anyone could write a valid line. Give a key, or leave it out.',
      );
    const file = await AuditFile.open(path);
    try {
      const report = await verifyAuditLog(path, options);
      const log = new AuditLog(path, file, options, report);
      if (report.unfinishedFrom !== undefined) await log.#recoverEnd(report.unfinishedFrom);
      else if (!report.isIntact) throw toConfigurationError(path, report);
      return log;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The hash of the last line. Keep it elsewhere to find out later whether the end of the log was cut. */
  get lastHash(): string {
    return this.#previous;
  }

  /** The reason why records cannot be written now; undefined while they can. */
  get failure(): Error | undefined {
    if (this.#outage !== undefined) return this.#outage.error;
    const isStalled = this.#writing !== undefined && performance.now() - this.#writingSince > stalledMs;
    return isStalled ? new Error(`The disk of the audit log ${this.#path} does not answer.`) : undefined;
  }

  /**
   * Appends a record as one line.
   * @throws when 10,000 records wait already, or the file cannot be written now. A later write tries again.
   */
  write(event: AuditEvent): Promise<void> {
    return this.append(event);
  }

  /** Appends a record of another kind, such as a decision about the call of a tool. It must hold no text. @throws as `write` */
  async append(record: object): Promise<void> {
    if (this.#unwritten >= maximumWaiting)
      throw new Error(
        `${maximumWaiting} records wait for the audit log ${this.#path}: its disk is too slow or blocked.`,
      );
    const json = JSON.stringify(record);
    this.#unwritten += 1;
    const written = new Promise<void>((resolve, reject) => this.#waiting.push({ json, resolve, reject }));
    this.#startWriting();
    return written;
  }

  /** Waits for the last write and closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#syncTimer);
    try {
      if (this.#sync !== 'off') await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }

  #startWriting(): void {
    this.#writing ??= this.#writeAll();
  }

  /** Writes group by group: each line holds the hash of the line before it, so only one write runs at a time. */
  async #writeAll(): Promise<void> {
    // Records that come in the same turn of the event loop share a write.
    await Promise.resolve();
    do {
      const group = this.#waiting.splice(0, maximumGroup);
      this.#writingSince = performance.now();
      try {
        await this.#append(group.map(({ json }) => json));
        for (const { resolve } of group) resolve();
      } catch (error) {
        const failure = this.#fail(error, group.length);
        for (const { reject } of group) reject(failure);
      }
      this.#unwritten -= group.length;
    } while (this.#waiting.length > 0);
    // At once, and not when the promise settles: a record may come in between.
    this.#writing = undefined;
  }

  /** Appends records, behind the record of an outage that ends with them. */
  async #append(records: readonly string[]): Promise<void> {
    const recovery = this.#outage && toRecovery(this.#outage);
    let { sequence, previous } = { sequence: this.#sequence, previous: this.#previous };
    let text = '';
    for (const json of [...(recovery ? [JSON.stringify(recovery)] : []), ...records]) {
      sequence += 1;
      const { line, hash } = toChainedLine(json, sequence, previous, this.#options.key);
      previous = hash;
      text += `${line}\n`;
    }
    if (text === '') return;
    // After a failure the disk has to prove itself.
    const isSynced = this.#sync === 'each' || (this.#sync === 'batch' && recovery !== undefined);
    await this.#file.append(Buffer.from(text), isSynced);
    this.#sequence = sequence;
    this.#previous = previous;
    this.#outage = undefined;
    if (this.#sync === 'batch') this.#syncSoon();
    if (recovery) notifyListener(this.#options.onRecovery, recovery);
  }

  #fail(error: unknown, lostRecords: number): Error {
    const failure = ConfigurationError.isInstance(error)
      ? error
      : new Error(`The audit log ${this.#path} cannot be written: ${describeFileError(error)}.`, { cause: error });
    if (this.#outage === undefined) {
      this.#outage = { error: failure, since: new Date().toISOString(), lostRecords: 0 };
      notifyListener(this.#options.onFailure, failure);
    }
    this.#outage.lostRecords += lostRecords;
    clearTimeout(this.#retryTimer);
    // Not left to the next decision: a server that says that it is not ready gets no requests.
    this.#retryTimer = setTimeout(() => this.#startWriting(), retryMs).unref();
    return failure;
  }

  #syncSoon(): void {
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = undefined;
      this.#file.sync().catch((error: unknown) => this.#fail(error, 0));
    }, batchMs).unref();
  }

  async #recoverEnd(from: number): Promise<void> {
    try {
      const recovery = await this.#file.moveAside(from);
      await this.#append([JSON.stringify(recovery)]);
      notifyListener(this.#options.onRecovery, recovery);
    } catch (error) {
      const problem = `has an unfinished last line, which cannot be moved aside: ${describeFileError(error)}.`;
      throw new ConfigurationError(`The audit log ${this.#path} ${problem}`, { cause: error });
    }
  }
}

function toRecovery({ since, lostRecords }: Outage): AuditRecovery {
  return { type: recoveryType, time: new Date().toISOString(), reason: 'write-failed', since, lostRecords };
}

function toConfigurationError(path: string, report: AuditLogReport): ConfigurationError {
  const problem = report.needsKey
    ? 'was written with a key, and none was given: give the key, or rename the file to begin a new log.'
    : `is broken at line ${report.brokenAt}: ${report.problem ?? ''} Rename the file to begin a new log.`;
  return new ConfigurationError(`The audit log ${path} ${problem}`);
}
