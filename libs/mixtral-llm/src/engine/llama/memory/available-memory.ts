import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';

/** What the system says of its memory. Bytes. */
export interface MemoryReadings {
  readonly total: number;
  /** What the machine can give; on Linux that is what programs can get without swapping, the page cache included. */
  readonly free: number;
  /** Only in a container, or under another limit. */
  readonly limit?: {
    /** Of the limit, what is not in use; the page cache counts as used. */
    readonly unused: number;
    /** Page cache that the kernel drops when the memory is needed. */
    readonly reclaimable: number;
  };
}

/**
 * Memory that this process can still take, of the machine and of its container. A model that has just been fetched lies in the
 * page cache of the container and seems to use it up; that memory is free in truth.
 */
export function availableMemoryFrom({ total, free, limit }: MemoryReadings): number {
  if (!limit) return Math.min(free, total);
  return Math.min(free, total, limit.unused + limit.reclaimable);
}

/** Memory that this process can still take. Bytes. */
export async function availableMemory(): Promise<number> {
  const total = totalmem();
  const free = process.platform === 'darwin' ? await freeOnMacOs(total) : freemem();
  const isLimited = process.constrainedMemory() > 0 && process.constrainedMemory() < total;
  if (!isLimited) return availableMemoryFrom({ total, free });
  return availableMemoryFrom({
    total,
    free,
    limit: { unused: process.availableMemory(), reclaimable: await reclaimableOfContainer() },
  });
}

/** macOS keeps almost no page free: what it can free at once must be asked for apart. */
async function freeOnMacOs(total: number): Promise<number> {
  const report = await promisify(execFile)('vm_stat', { timeout: 5_000 }).catch(() => undefined);
  return (report && parseVmStat(report.stdout)) ?? total / 2;
}

/** Bytes that are free or can be freed at once, in the report of macOS's `vm_stat`; undefined when it is no such report. */
export function parseVmStat(report: string): number | undefined {
  const pageSize = Number(/page size of (\d+) bytes/.exec(report)?.[1]);
  const pages = ['free', 'inactive', 'speculative', 'purgeable'].map((kind) =>
    Number(new RegExp(`Pages ${kind}: +(\\d+)`).exec(report)?.[1] ?? 0),
  );
  const bytes = pages.reduce((sum, count) => sum + count, 0) * pageSize;
  return bytes > 0 ? bytes : undefined;
}

async function reclaimableOfContainer(): Promise<number> {
  const groups = await readFile('/proc/self/cgroup', 'utf8').catch(() => '');
  for (const path of memoryStatPaths(groups)) {
    const statistics = await readFile(path, 'utf8').catch(() => undefined);
    if (statistics !== undefined) return parseMemoryStat(statistics);
  }
  return 0;
}

/** Where the statistics of this process's control group are, by `/proc/self/cgroup`; inside a container its root is at the top. */
export function memoryStatPaths(groups: string): string[] {
  const second = /^0::(\/.*)$/m.exec(groups)?.[1];
  const first = /^\d+:(?:[^:\n]*,)?memory(?:,[^:\n]*)?:(\/.*)$/m.exec(groups)?.[1];
  return [
    ...(first === undefined ? [] : [`/sys/fs/cgroup/memory${first}/memory.stat`, '/sys/fs/cgroup/memory/memory.stat']),
    ...(second === undefined ? [] : [`/sys/fs/cgroup${second}/memory.stat`, '/sys/fs/cgroup/memory.stat']),
  ].map((path) => path.replace('//', '/'));
}

/** Bytes of page cache that can be dropped, in a `memory.stat` of control groups, version 1 (`total_…`) or 2. */
export function parseMemoryStat(statistics: string): number {
  const value = (name: string) => {
    const match = new RegExp(`^(?:total_)?${name} (\\d+)$`, 'gm');
    return Math.max(0, ...[...statistics.matchAll(match)].map(([, bytes]) => Number(bytes)));
  };
  return value('active_file') + value('inactive_file');
}
