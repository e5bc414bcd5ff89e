/**
 * Merges several streams into one, in the order in which their events come.
 *
 * When it ends, for any reason, it calls `return()` on every stream.
 *
 * @param onLeave called once at the end, when no stream is read any more
 * @throws what one of the streams throws
 */
export async function* mergeChoices<Event>(
  choices: readonly AsyncIterable<Event>[],
  onLeave?: () => void,
): AsyncGenerator<{ readonly choice: number; readonly event: Event }> {
  const iterators = choices.map((choice) => choice[Symbol.asyncIterator]());
  const pull = async (choice: number) => ({ choice, result: await (iterators[choice] as AsyncIterator<Event>).next() });
  const pending = new Map(iterators.map((_, choice) => [choice, pull(choice)]));
  try {
    while (pending.size > 0) {
      const { choice, result } = await Promise.race(pending.values());
      // Deleted and added again, which moves it to the end of the map: a stream that is always ready must not keep the
      // others waiting.
      pending.delete(choice);
      if (result.done) continue;
      yield { choice, event: result.value };
      pending.set(choice, pull(choice));
    }
  } finally {
    // Without waiting: a stream that hangs must not hold the others.
    const ignore = (): undefined => undefined;
    for (const next of pending.values()) next.catch(ignore);
    for (const iterator of iterators) void iterator.return?.().catch(ignore);
    onLeave?.();
  }
}
