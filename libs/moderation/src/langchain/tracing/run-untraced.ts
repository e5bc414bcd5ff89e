import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';

import { UntracedCallbacks } from './untraced-callbacks.js';

/**
 * Runs an operation outside the current LangChain run. LangChain keeps that run in asynchronous storage, from where its callbacks and
 * tracers reach everything inside. Tracers that the environment asks for do not see the operation either.
 */
export function runUntraced<Value>(operation: () => Value): Value {
  return withEmptyStorage(() =>
    AsyncLocalStorageProviderSingleton.runWithConfig(
      { callbacks: UntracedCallbacks.create(createUntracedRun) },
      operation,
    ),
  );
}

/** Creates the value that LangChain stores for a run that is not traced. */
function createUntracedRun(): unknown {
  return withEmptyStorage(() =>
    AsyncLocalStorageProviderSingleton.runWithConfig(undefined, () =>
      AsyncLocalStorageProviderSingleton.getInstance().getStore(),
    ),
  );
}

/** Runs an operation with an empty storage: LangChain would copy the outer run from the current one. */
function withEmptyStorage<Value>(operation: () => Value): Value {
  return AsyncLocalStorageProviderSingleton.getInstance().run(undefined, operation);
}

/** Reads a stream whose items are made outside the current LangChain run. */
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
