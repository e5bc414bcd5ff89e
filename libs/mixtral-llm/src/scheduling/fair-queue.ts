/**
 * A queue that serves its callers in turn: one who sends a hundred requests waits behind one who sends a single one, not
 * the other way round. Within a caller, first come, first served.
 */
export class FairQueue<Item> {
  /** Callers in the order in which they are served next. */
  readonly #lines = new Map<string, Item[]>();
  #count = 0;

  get length(): number {
    return this.#count;
  }

  /** Items of one caller. */
  lengthOf(caller: string): number {
    return this.#lines.get(caller)?.length ?? 0;
  }

  push(caller: string, item: Item): void {
    const line = this.#lines.get(caller);
    if (line) line.push(item);
    else this.#lines.set(caller, [item]);
    this.#count++;
  }

  /** The next item; its caller goes to the end of the round. */
  shift(): Item | undefined {
    const [next] = this.#lines;
    if (!next) return undefined;
    const [caller, line] = next;
    const item = line.shift();
    this.#lines.delete(caller);
    if (line.length > 0) this.#lines.set(caller, line);
    this.#count--;
    return item;
  }

  /** Takes an item out of the queue. @returns whether it was there */
  remove(caller: string, item: Item): boolean {
    const line = this.#lines.get(caller);
    const index = line?.indexOf(item) ?? -1;
    if (!line || index < 0) return false;
    line.splice(index, 1);
    if (line.length === 0) this.#lines.delete(caller);
    this.#count--;
    return true;
  }

  /** Empties the queue. @returns what was in it */
  clear(): Item[] {
    const items = [...this.#lines.values()].flat();
    this.#lines.clear();
    this.#count = 0;
    return items;
  }
}
