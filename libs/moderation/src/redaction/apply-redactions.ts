import { type TextRange } from '../contract/moderation-input.js';
import { type AllowVerdict, type Redaction, type RedactVerdict, type Verdict } from '../contract/verdict.js';

/**
 * Replaces the range of each redaction by its replacement. The redactions may come in any order. Overlapping redactions
 * are replaced as one, by the replacement of the first to start.
 */
export function applyRedactions(text: string, redactions: readonly Redaction[]): string {
  let result = '';
  let position = 0;
  for (const redaction of mergeRedactions(redactions)) {
    result += text.slice(position, redaction.start) + redaction.replacement;
    position = redaction.end;
  }
  return result + text.slice(position);
}

/** Sorts redactions, or passages to redact, and merges those that overlap into the first to start, then the longest. */
export function mergeRedactions<Range extends TextRange>(redactions: readonly Range[]): readonly Range[] {
  const sorted = redactions.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const merged: Range[] = [];
  for (const redaction of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && redaction.start < last.end) {
      if (redaction.end > last.end) merged[merged.length - 1] = { ...last, end: redaction.end };
    } else if (redaction.end > redaction.start) {
      merged.push(redaction);
    }
  }
  return merged;
}

/**
 * Applies a verdict to the range of a text that is released now. A redaction that begins before the range is put at its
 * beginning, and none extends past its end (see `WindowVerdict.releasableTo`).
 */
export function applyVerdictToRange(
  text: string,
  verdict: AllowVerdict | RedactVerdict,
  { start, end }: TextRange,
): string {
  const spans = verdict.outcome === 'redact' ? verdict.spans : [];
  const inRange = spans.filter((span) => span.end > start && span.end <= end);
  return applyRedactions(
    text.slice(start, end),
    inRange.map((span) => ({ ...span, start: Math.max(0, span.start - start), end: span.end - start })),
  );
}

/**
 * Applies a verdict to its text.
 * @returns the text with redactions applied; undefined when it must not be released.
 */
export function applyVerdict(text: string, verdict: Verdict): string | undefined {
  switch (verdict.outcome) {
    case 'allow':
      return text;
    case 'redact':
      return applyRedactions(text, verdict.spans);
    case 'block':
    case 'error':
      return undefined;
  }
}
