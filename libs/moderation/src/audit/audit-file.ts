import { createHash } from 'node:crypto';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { describeFileError } from '../errors/describe-file-error.js';
import { ConfigurationError } from '../errors/moderation-errors.js';
import { type AuditRecovery, recoveryType } from './audit-recovery.js';

/**
 * Appends to a file, and keeps it whole: a write that fails half-way is cut back, at once or before the next write.
 *
 * Only bytes of its own are cut. A file that another process has changed is never written again.
 */
export class AuditFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  /** The size of the file in bytes, up to the end of the last whole write. */
  #size = 0;
  /** The bytes of a write that failed: a part of them may be in the file, behind `#size`. */
  #torn: Buffer | undefined;
  #changedByOthers: ConfigurationError | undefined;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /**
   * Opens a file to append to it, or creates it.
   * @throws {ConfigurationError} when it cannot be opened.
   */
  static async open(path: string): Promise<AuditFile> {
    try {
      const file = new AuditFile(path, await open(path, 'a+', 0o600));
      file.#size = (await file.#handle.stat()).size;
      return file;
    } catch (error) {
      throw new ConfigurationError(`The audit log ${path} cannot be opened: ${describeFileError(error)}.`, {
        cause: error,
      });
    }
  }

  /**
   * Appends bytes, all of them or none.
   * @param isSynced waits until the disk has them
   * @throws when the file cannot be written, or another process has changed it.
   */
  async append(bytes: Buffer, isSynced: boolean): Promise<void> {
    await this.#cutBack();
    if ((await this.#handle.stat()).size !== this.#size) throw this.#refuse();
    this.#torn = bytes;
    try {
      await this.#handle.appendFile(bytes);
      if (isSynced) await this.#handle.datasync();
    } catch (error) {
      // If even this fails, the next write tries it again.
      await this.#cutBack().catch(() => undefined);
      throw error;
    }
    this.#torn = undefined;
    this.#size += bytes.length;
  }

  /** Waits until the disk has everything that was appended. */
  sync(): Promise<void> {
    return this.#handle.datasync();
  }

  /**
   * Moves the end of the file, from an offset on, to a new file beside it.
   * @returns the record of it, which is to be written next.
   */
  async moveAside(from: number): Promise<AuditRecovery> {
    const end = Buffer.alloc(this.#size - from);
    await this.#handle.read(end, 0, end.length, from);
    const time = new Date().toISOString();
    const movedTo = `${this.#path}.unfinished-${time.replaceAll(/[-:.]/g, '')}`;
    await writeFile(movedTo, end, { flag: 'wx', mode: 0o600, flush: true });
    await this.#handle.truncate(from);
    this.#size = from;
    const sha256 = createHash('sha256').update(end).digest('hex');
    return {
      type: recoveryType,
      time,
      reason: 'unfinished-line',
      bytes: end.length,
      sha256,
      movedTo: basename(movedTo),
    };
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #cutBack(): Promise<void> {
    if (this.#changedByOthers !== undefined) throw this.#changedByOthers;
    if (this.#torn === undefined) return;
    const written = (await this.#handle.stat()).size - this.#size;
    if (written < 0 || written > this.#torn.length || !(await this.#endsWith(this.#torn.subarray(0, written)))) {
      throw this.#refuse();
    }
    await this.#handle.truncate(this.#size);
    this.#torn = undefined;
  }

  async #endsWith(expected: Buffer): Promise<boolean> {
    const found = Buffer.alloc(expected.length);
    await this.#handle.read(found, 0, found.length, this.#size);
    return found.equals(expected);
  }

  #refuse(): ConfigurationError {
    this.#changedByOthers = new ConfigurationError(
      `Another process wrote to the audit log ${this.#path}, or truncated it. Stop that process, rename the file, and start again.`,
    );
    return this.#changedByOthers;
  }
}
