import { statfs } from 'node:fs/promises';
import { formatGigabytes } from '../../errors/format-gigabytes.js';

/**
 * Checks that the disk of a folder has room.
 *
 * @param bytes number of bytes that will be written
 * @throws an Error with both numbers when there is less room
 */
export async function ensureDiskSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < bytes) {
    throw new Error(
      `${formatGigabytes(bytes)} of free disk are needed in ${folder}, and there are ${formatGigabytes(free)}`,
    );
  }
}
