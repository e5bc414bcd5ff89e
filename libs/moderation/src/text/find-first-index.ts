/**
 * Finds the first item of a list that passes a check, by binary search.
 * @param isReached Once it is true for an item, it is true for all items behind it.
 * @returns the length of the list when no item passes.
 */
export function findFirstIndex<Item>(list: readonly Item[], isReached: (item: Item) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isReached(list[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
