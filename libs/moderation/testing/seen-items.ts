/** Collects all items of a stream, and its error when it fails. */
export async function seenItems(items: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  try {
    for await (const item of items) seen.push(item);
  } catch (error) {
    seen.push(error);
  }
  return seen;
}
