/** Maps a list. Returns the list itself when no item changes. */
export function mapChanged<Item>(list: readonly Item[], map: (item: Item, index: number) => Item): readonly Item[] {
  const mapped = list.map(map);
  return mapped.every((item, index) => item === list[index]) ? list : mapped;
}
