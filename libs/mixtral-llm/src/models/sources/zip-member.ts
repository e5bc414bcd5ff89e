import { once } from 'node:events';
import { type Writable } from 'node:stream';
import yauzl from 'yauzl';

/**
 * Unpacks one member of a zip file (a wheel is one) onto the end of a stream, without holding it in memory.
 *
 * @throws an Error when the file is no zip file, lacks the member, or is damaged
 */
export async function appendZipMember(zipPath: string, member: string, output: Writable, signal?: AbortSignal): Promise<void> {
  const zip = await yauzl.openPromise(zipPath);
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== member) continue;
      const input = await zip.openReadStreamPromise(entry);
      for await (const piece of input) {
        signal?.throwIfAborted();
        if (!output.write(piece)) await once(output, 'drain');
      }
      return;
    }
  } finally {
    zip.close();
  }
  throw new Error(`${zipPath} holds no ${member}.`);
}
