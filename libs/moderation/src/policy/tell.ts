/** Tells a listener. What it throws is ignored: a report that fails must not end the watching of files. */
export function tell<Told extends readonly unknown[]>(listener: ((...told: Told) => void) | undefined, ...told: Told): void {
  try {
    listener?.(...told);
  } catch {
    // The policy holds, or does not, whatever becomes of its report.
  }
}
