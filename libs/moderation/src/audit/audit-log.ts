import { type FileHandle, open } from 'node:fs/promises';

import { ConfigurationError } from '../errors/moderation-errors.js';
import { toChainedLine } from './audit-chain.js';
import { type AuditEvent } from './audit-event.js';
import { type AuditSink } from './audit-sink.js';
import { verifyAuditLog } from './verify-audit-log.js';

/** The options of an audit log. */
export interface AuditLogOptions {
  /** The key of the chain: without it no valid line can be written. Keep it in another place than the log. Default: none. */
  readonly key?: string | undefined;
}

/** The most records that wait in memory. A disk that is further behind counts as failed. */
const maximumWaiting = 10_000;

/**
 * Writes decisions to a file of JSON lines. Each line holds the hash of the line before, so that `verifyAuditLog` finds
 * any line that was removed or altered.
 *
 * Only one process may write a file. When another process writes to it or truncates it, every later write fails.
 */
export class AuditLog implements AuditSink {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #key: string | undefined;
  #sequence: number;
  #previous: string;
  /** The size of the file in bytes after the last write of this process. */
  #size: number;
  /** The previous write. Writes run one after another, because each line contains the hash of the line before it. */
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #failure: Error | undefined;

  private constructor(
    path: string,
    file: FileHandle,
    key: string | undefined,
    at: { readonly sequence: number; readonly previous: string; readonly size: number },
  ) {
    this.#path = path;
    this.#file = file;
    this.#key = key;
    this.#sequence = at.sequence;
    this.#previous = at.previous;
    this.#size = at.size;
  }

  /**
   * Opens a log to append to it, or creates it.
   * @throws {ConfigurationError} when its chain is broken (rename the file to begin a new log), when it was written
   * with a key and none is given, or when the key is empty.
   */
  static async open(path: string, options: AuditLogOptions = {}): Promise<AuditLog> {
    if (options.key === '')
      throw new ConfigurationError(
        'The key of the audit log is empty, so anyone could write a valid line. Give a key, or leave it out.',
      );
    const file = await open(path, 'a+', 0o600);
    try {
      const report = await verifyAuditLog(path, options);
      if (!report.isIntact) {
        const problem = report.needsKey
          ? 'was written with a key, and none was given: give the key, or rename the file to begin a new log.'
          : `is broken at line ${report.brokenAt}: ${report.problem ?? ''} Rename the file to begin a new log.`;
        throw new ConfigurationError(`The audit log ${path} ${problem}`);
      }
      return new AuditLog(path, file, options.key, {
        sequence: report.lines,
        previous: report.lastHash,
        size: (await file.stat()).size,
      });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The hash of the last line. Keep it elsewhere to find out later whether the end of the log was cut. */
  get lastHash(): string {
    return this.#previous;
  }

  /**
   * Appends a record as one line.
   * @throws when 10,000 records wait already, or the file cannot be written. After a failed write every later one fails
   * too, because the end of the chain is unknown.
   */
  async write(event: AuditEvent): Promise<void> {
    if (this.#waiting >= maximumWaiting)
      throw new Error(
        `${maximumWaiting} records wait for the audit log ${this.#path}: its disk is too slow or blocked.`,
      );
    this.#waiting += 1;
    const written = this.#writing.then(() => this.#append(event)).finally(() => (this.#waiting -= 1));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Waits for the last write and closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  async #append(event: AuditEvent): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { line, hash } = toChainedLine(event, this.#sequence + 1, this.#previous, this.#key);
    const bytes = Buffer.from(`${line}\n`);
    try {
      if ((await this.#file.stat()).size !== this.#size) {
        throw new ConfigurationError(
          `Another process wrote to the audit log ${this.#path}, or truncated it. Stop that process, rename the file, and start again.`,
        );
      }
      await this.#file.appendFile(bytes);
    } catch (error) {
      this.#failure =
        error instanceof Error ? error : new Error(`The audit log ${this.#path} cannot be written.`, { cause: error });
      throw this.#failure;
    }
    this.#sequence += 1;
    this.#previous = hash;
    this.#size += bytes.length;
  }
}
