/**
 * Queues items and serves their callers in turn (round robin). A caller with a hundred items cannot delay a caller with one. The
 * items of one caller leave in the order in which they came.
 */
export class FairQueue<Item> {
  /** Items by caller. The first caller is served next. */
  readonly #itemsByCaller = new Map<string, Item[]>();
  #count = 0;

  get length(): number {
    return this.#count;
  }

  /** Counts the waiting items of one caller. */
  lengthFor(caller: string): number {
    return this.#itemsByCaller.get(caller)?.length ?? 0;
  }

  push(caller: string, item: Item): void {
    const items = this.#itemsByCaller.get(caller);
    if (items) items.push(item);
    else this.#itemsByCaller.set(caller, [item]);
    this.#count++;
  }

  /** Takes the next item. Its caller is served last in the next round. */
  shift(): Item | undefined {
    const [next] = this.#itemsByCaller;
    if (!next) return undefined;
    const [caller, items] = next;
    const item = items.shift();
    this.#itemsByCaller.delete(caller);
    if (items.length > 0) this.#itemsByCaller.set(caller, items);
    this.#count--;
    return item;
  }

  /** Removes an item. @returns whether it was in the queue */
  remove(caller: string, item: Item): boolean {
    const items = this.#itemsByCaller.get(caller);
    const index = items?.indexOf(item) ?? -1;
    if (!items || index < 0) return false;
    items.splice(index, 1);
    if (items.length === 0) this.#itemsByCaller.delete(caller);
    this.#count--;
    return true;
  }

  /**
   * Removes the newest item of the caller that has the most, to make room for an item of another caller.
   *
   * @returns undefined when no caller would still have as many as this one afterwards
   */
  displaceFor(caller: string): Item | undefined {
    let [most, items]: readonly [string, Item[]] = ['', []];
    for (const entry of this.#itemsByCaller) if (entry[1].length > items.length) [most, items] = entry;
    if (items.length <= this.lengthFor(caller) + 1) return undefined;
    const newest = items.at(-1) as Item;
    this.remove(most, newest);
    return newest;
  }

  /** Removes all items and returns them. */
  clear(): Item[] {
    const removed = [...this.#itemsByCaller.values()].flat();
    this.#itemsByCaller.clear();
    this.#count = 0;
    return removed;
  }
}
