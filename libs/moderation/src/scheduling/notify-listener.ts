/**
 * Calls a listener and ignores its errors. A report that fails, at once or later, must not change a decision, end the watching
 * of files, or end the process as an unhandled rejection.
 */
export function notifyListener<Parameters extends readonly unknown[]>(
  listener: ((...parameters: Parameters) => unknown) | undefined,
  ...parameters: Parameters
): void {
  try {
    const result = listener?.(...parameters);
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // An error of a listener must not change the decision that is reported.
  }
}
