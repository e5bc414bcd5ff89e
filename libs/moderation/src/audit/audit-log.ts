import { type FileHandle, open } from 'node:fs/promises';

import { ConfigurationError } from '../errors/moderation-errors.js';
import { chainedLine } from './audit-chain.js';
import { type AuditEvent } from './audit-event.js';
import { type AuditSink } from './audit-sink.js';
import { verifyAuditLog } from './verify-audit-log.js';

/** How a log is kept. */
export interface AuditLogOptions {
  /** Key of the chain: without it nobody can write a line that fits. Keep it where the log is not. */
  readonly key?: string | undefined;
}

/** A disk that is this far behind has failed: what waits holds records in memory. */
const mostWaiting = 10_000;

/**
 * A file of JSON lines, one per decision, each with the hash of the line before: a line that is removed or altered shows, see
 * `verifyAuditLog`. One process writes one file: what another has written, or cut, makes every write fail from then on. A line is
 * written whole or the write fails.
 */
export class AuditLog implements AuditSink {
  readonly #file: FileHandle;
  readonly #key: string | undefined;
  #sequence: number;
  #previous: string;
  /** In bytes, as this process knows it. */
  #size: number;
  /** Lines follow each other: each needs the hash of the one before. */
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #failure: Error | undefined;

  private constructor(
    file: FileHandle,
    key: string | undefined,
    at: { readonly sequence: number; readonly previous: string; readonly size: number },
  ) {
    this.#file = file;
    this.#key = key;
    this.#sequence = at.sequence;
    this.#previous = at.previous;
    this.#size = at.size;
  }

  /**
   * Opens a log, and goes on where it ends.
   * @throws {ConfigurationError} when its chain is broken (put it aside and begin a new one) or needs a key, or the key is empty.
   */
  static async open(path: string, options: AuditLogOptions = {}): Promise<AuditLog> {
    if (options.key === '') throw new ConfigurationError('The key of the audit log is empty: everybody has that one.');
    const file = await open(path, 'a+', 0o600);
    try {
      const report = await verifyAuditLog(path, options);
      if (!report.isIntact) {
        const what = report.needsKey
          ? 'was written with a key, and none was given'
          : `is broken at line ${String(report.brokenAt)}: ${report.problem ?? ''}`;
        throw new ConfigurationError(`The audit log ${path} ${what}`);
      }
      return new AuditLog(file, options.key, {
        sequence: report.lines,
        previous: report.lastHash,
        size: (await file.stat()).size,
      });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The hash of the last line: whoever keeps it can tell a log whose end was cut. */
  get lastHash(): string {
    return this.#previous;
  }

  /** @throws when the file cannot be written, and from then on always, because the chain has an unknown end; when too many records wait. */
  async write(event: AuditEvent): Promise<void> {
    if (this.#waiting >= mostWaiting) throw new Error(`${String(mostWaiting)} records wait for the audit log already.`);
    this.#waiting += 1;
    const written = this.#writing.then(() => this.#append(event)).finally(() => (this.#waiting -= 1));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  async #append(event: AuditEvent): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { line, hash } = chainedLine(event, this.#sequence + 1, this.#previous, this.#key);
    const bytes = Buffer.from(`${line}\n`);
    try {
      if ((await this.#file.stat()).size !== this.#size)
        throw new ConfigurationError('Somebody else writes the audit log, or has cut it: one process writes one file.');
      await this.#file.appendFile(bytes);
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error('The audit log cannot be written.', { cause: error });
      throw this.#failure;
    }
    this.#sequence += 1;
    this.#previous = hash;
    this.#size += bytes.length;
  }
}
