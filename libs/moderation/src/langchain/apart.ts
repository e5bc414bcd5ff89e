import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';

/** Runs something outside the run that LangChain keeps in asynchronous storage: it hands that run's callbacks to all inside. */
export function apart<Value>(run: () => Value): Value {
  return AsyncLocalStorageProviderSingleton.runWithConfig(undefined, run, true);
}
