import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';

import { TracelessCallbacks } from './traceless-callbacks.js';

/**
 * Runs something outside the run that LangChain keeps in asynchronous storage, which hands that run's callbacks and tracers to all
 * inside; those that the environment asks for do not hear of it either.
 */
export function runUntraced<Value>(run: () => Value): Value {
  return fromNothing(() =>
    AsyncLocalStorageProviderSingleton.runWithConfig({ callbacks: TracelessCallbacks.around(untracedRun) }, run),
  );
}

/** What LangChain keeps of a run that is not traced. */
function untracedRun(): unknown {
  return fromNothing(() =>
    AsyncLocalStorageProviderSingleton.runWithConfig(undefined, () =>
      AsyncLocalStorageProviderSingleton.getInstance().getStore(),
    ),
  );
}

/** From an empty storage: what is in it of the run outside would be carried over. */
function fromNothing<Value>(run: () => Value): Value {
  return AsyncLocalStorageProviderSingleton.getInstance().run(undefined, run);
}

/** The items of a stream, each of which is made outside that run. */
export async function* iterateUntraced<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await runUntraced(() => iterator.next());
      if (next.done === true) return undefined;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
