/**
 * Tells a listener. What it throws, at once or later, is ignored: a report that fails must change nothing, end no watching of files, and
 * not end the process as a rejection that nobody heard.
 */
export function notifyListener<Told extends readonly unknown[]>(
  listener: ((...told: Told) => unknown) | undefined,
  ...told: Told
): void {
  try {
    const telling = listener?.(...told);
    if (telling instanceof Promise) telling.catch(() => undefined);
  } catch {
    // What was reported holds, whatever becomes of its report.
  }
}
