/** Whether lists and objects stand in each other deeper than some levels. Needs no stack of its own. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let row: readonly unknown[] = [value];
  for (let level = 0; level <= levels; level++) {
    row = row.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (row.length === 0) return false;
  }
  return true;
}
