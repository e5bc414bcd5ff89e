import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/** Describes a member of a ZIP file, and the file that gets its contents. */
interface ZipMember {
  readonly zipPath: string;
  /** Full name in the ZIP file. */
  readonly member: string;
  /** File to append to. */
  readonly target: string;
  /** Maximum unpacked bytes: a small ZIP file can contain a member of any size. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Appends one member of a ZIP file (a wheel is one) to a file, as a stream.
 *
 * @throws an Error when it is no ZIP file, lacks the member, or is damaged, or the member is too large
 * @throws the reason of `signal` when it aborts
 */
export async function appendZipMember({ zipPath, member, target, maxBytes, signal }: ZipMember): Promise<void> {
  const zip = await yauzl.openPromise(zipPath);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== member) continue;
      if (entry.uncompressedSize > maxBytes) {
        throw new Error(`${member} has ${entry.uncompressedSize} bytes, more than ${maxBytes}`);
      }
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { flags: 'a' }), { signal });
      return;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    zip.close();
  }
  throw new Error(`the package holds no ${member}`);
}
