import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/** A member of a zip file, and where its contents go. */
export interface ZipMember {
  readonly zipPath: string;
  /** Its whole name in the zip file. */
  readonly member: string;
  /** The file to whose end it is written. */
  readonly target: string;
  /** Unpacked size at which it is refused: a small zip file can hold a member of any size. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Unpacks one member of a zip file (a wheel is one) onto the end of a file, without holding it in memory.
 *
 * @throws an Error when the file is no zip file, lacks the member, holds too much, or is damaged
 */
export async function appendZipMember({ zipPath, member, target, maxBytes, signal }: ZipMember): Promise<void> {
  const zip = await yauzl.openPromise(zipPath);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== member) continue;
      if (entry.uncompressedSize > maxBytes)
        throw new Error(`${member} has ${entry.uncompressedSize} bytes, more than ${maxBytes}`);
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
