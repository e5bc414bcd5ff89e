import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';

/** Holds readings of the system's memory, in bytes. */
interface MemoryReadings {
  readonly total: number;
  /** Memory that programs can get without swapping; on Linux that includes the page cache. */
  readonly free: number;
  /** Readings of the limit of a container. Absent when there is no limit. */
  readonly limit?: {
    /** Memory under the limit that is not in use. The page cache counts as used. */
    readonly unused: number;
    /** Page cache of the container that the kernel drops when the memory is needed. */
    readonly reclaimable: number;
  };
}

/**
 * Computes the bytes that this process can still use. Counts the page cache of a container as free. A model file that was just
 * downloaded is in the page cache, and would otherwise look like used memory.
 */
export function computeAvailableMemory({ total, free, limit }: MemoryReadings): number {
  if (!limit) return Math.min(free, total);
  return Math.min(free, total, limit.unused + limit.reclaimable);
}

/** Reads the bytes that this process can still use, on the machine and in its container. */
export async function readAvailableMemory(): Promise<number> {
  const total = totalmem();
  const free = process.platform === 'darwin' ? await readFreeOnMacOs(total) : freemem();
  const isLimited = process.constrainedMemory() > 0 && process.constrainedMemory() < total;
  if (!isLimited) return computeAvailableMemory({ total, free });
  return computeAvailableMemory({
    total,
    free,
    limit: { unused: process.availableMemory(), reclaimable: await readReclaimableOfContainer() },
  });
}

/** Reads the free bytes on macOS. `os.freemem()` does not count pages that macOS can free at once, although most are of that kind. */
async function readFreeOnMacOs(total: number): Promise<number> {
  const report = await promisify(execFile)('vm_stat', { timeout: 5_000 }).catch(() => undefined);
  return (report && parseVmStat(report.stdout)) ?? total / 2;
}

/** Parses the bytes that are free or can be freed at once, from macOS's `vm_stat`. @returns undefined for other texts */
export function parseVmStat(report: string): number | undefined {
  const pageSize = Number(/page size of (\d+) bytes/.exec(report)?.[1]);
  const pages = ['free', 'inactive', 'speculative', 'purgeable'].map((kind) =>
    Number(new RegExp(`Pages ${kind}: +(\\d+)`).exec(report)?.[1] ?? 0),
  );
  const bytes = pages.reduce((sum, count) => sum + count, 0) * pageSize;
  return bytes > 0 ? bytes : undefined;
}

async function readReclaimableOfContainer(): Promise<number> {
  const groups = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  for (const path of toMemoryStatPaths(groups)) {
    const statistics = await readFile(path, 'utf8').catch(() => undefined);
    if (statistics !== undefined) return parseMemoryStat(statistics);
  }
  return 0;
}

/**
 * Lists the paths that may have the statistics of this process's control group, from the text of `/proc/self/cgroup`. Inside a
 * container, the root of its group is mounted at the top.
 */
export function toMemoryStatPaths(groups: string): string[] {
  const version2 = /^0::(\/.*)$/m.exec(groups)?.[1];
  const version1 = /^\d+:(?:[^:\n]*,)?memory(?:,[^:\n]*)?:(\/.*)$/m.exec(groups)?.[1];
  return [
    ...(version1 === undefined
      ? []
      : [`/sys/fs/cgroup/memory${version1}/memory.stat`, '/sys/fs/cgroup/memory/memory.stat']),
    ...(version2 === undefined ? [] : [`/sys/fs/cgroup${version2}/memory.stat`, '/sys/fs/cgroup/memory.stat']),
  ].map((path) => path.replace('//', '/'));
}

/** Parses the bytes of page cache that can be dropped, from `memory.stat` of control groups version 1 (`total_…`) or 2. */
export function parseMemoryStat(statistics: string): number {
  const readValue = (name: string) => {
    const pattern = new RegExp(`^(?:total_)?${name} (\\d+)$`, 'gm');
    return Math.max(0, ...[...statistics.matchAll(pattern)].map(([, bytes]) => Number(bytes)));
  };
  return readValue('active_file') + readValue('inactive_file');
}
