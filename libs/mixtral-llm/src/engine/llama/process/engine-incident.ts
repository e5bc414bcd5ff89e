/** Reports a crash or a restart of the worker, for logs. It contains no text of callers. */
export type EngineIncident =
  | { readonly type: 'crashed'; readonly exit: string }
  | { readonly type: 'restarted' }
  | { readonly type: 'restart-failed'; readonly reason: string; readonly nextTryInMs: number };
