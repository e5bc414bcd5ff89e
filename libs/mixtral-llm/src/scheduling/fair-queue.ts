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

  /** Removes all items and returns them. */
  clear(): Item[] {
    const removed = [...this.#itemsByCaller.values()].flat();
    this.#itemsByCaller.clear();
    this.#count = 0;
    return removed;
  }
}
