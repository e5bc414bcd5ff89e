import { statfs } from 'node:fs/promises';

/**
 * @param bytes that are about to be written
 * @throws an Error with the numbers when the folder's disk has less room
 */
export async function ensureDiskSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < bytes)
    throw new Error(`${gigabytes(bytes)} of free disk are needed in ${folder}, and there are ${gigabytes(free)}`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
