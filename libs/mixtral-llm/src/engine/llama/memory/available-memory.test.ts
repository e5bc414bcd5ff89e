import { describe, expect, it } from '@jest/globals';
import {
  readAvailableMemory,
  computeAvailableMemory,
  toMemoryStatPaths,
  parseMemoryStat,
  parseVmStat,
} from './available-memory.js';

describe('available memory', () => {
  it.each([
    ['no limit', { total: 100, free: 60 }, 60],
    ['a container with room', { total: 100, free: 60, limit: { unused: 20, reclaimable: 0 } }, 20],
    [
      'a container whose page cache can be dropped',
      { total: 100, free: 60, limit: { unused: 5, reclaimable: 30 } },
      35,
    ],
    ['a container larger than what is free', { total: 100, free: 10, limit: { unused: 50, reclaimable: 30 } }, 10],
  ])('is computed with %s', (_, readings, bytes) => {
    expect(computeAvailableMemory(readings)).toBe(bytes);
  });

  it('is more than a megabyte on this machine', async () => {
    expect(await readAvailableMemory()).toBeGreaterThan(1e6);
  });

  it.each([
    ['0::/app\n', ['/sys/fs/cgroup/app/memory.stat', '/sys/fs/cgroup/memory.stat']],
    ['0::/\n', ['/sys/fs/cgroup/memory.stat', '/sys/fs/cgroup/memory.stat']],
    ['5:cpu:/x\n4:memory:/box\n', ['/sys/fs/cgroup/memory/box/memory.stat', '/sys/fs/cgroup/memory/memory.stat']],
    ['', []],
  ])('finds the statistics of the control group in %j', (groups, paths) => {
    expect(toMemoryStatPaths(groups)).toEqual(paths);
  });

  it.each([
    ['anon 5\nfile 90\nactive_file 40\ninactive_file 30\n', 70],
    ['active_file 1\ninactive_file 2\ntotal_active_file 10\ntotal_inactive_file 20\n', 30],
    ['', 0],
  ])('parses the page cache that can be dropped from %j', (statistics, bytes) => {
    expect(parseMemoryStat(statistics)).toBe(bytes);
  });

  it('parses the report of macOS', () => {
    const report =
      'Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free: 10.\nPages active: 99.\nPages inactive: 20.\nPages speculative: 3.\nPages purgeable: 4.\n';
    expect(parseVmStat(report)).toBe(37 * 16384);
    expect(parseVmStat('not a report')).toBeUndefined();
  });
});
