/** Rejects with the reason of a signal, some milliseconds after it aborts. Work that ignores the signal is left behind then. */
export function whenOverdue(signal: AbortSignal, toGrace: (reason: unknown) => number): WaitingForAbort {
  let timer: NodeJS.Timeout | undefined;
  let stop: () => void = () => undefined;
  const overdue = new Promise<never>((_, reject) => {
    const begin = (): void => {
      timer = setTimeout(() => reject(signal.reason as Error), toGrace(signal.reason));
    };
    stop = () => signal.removeEventListener('abort', begin);
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true });
  });
  // It may be over before anyone waits for it.
  overdue.catch(() => undefined);
  return {
    overdue,
    stop: () => {
      stop();
      clearTimeout(timer);
    },
  };
}

/** A promise that rejects after an abort, until it is stopped. */
export interface WaitingForAbort {
  readonly overdue: Promise<never>;
  readonly stop: () => void;
}
