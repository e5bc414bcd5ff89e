import { type TextRange } from '../contract/moderation-input.js';
import { isReleasable, type Redaction, type Verdict } from '../contract/verdict.js';

/**
 * Puts each redaction's replacement in place of its range. The order of the redactions does not matter; of overlapping
 * ones the first to start covers the others, and the covered text of all of them is removed.
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

/** Sorts redactions and merges those that overlap; the first to start (then the longest) gives the replacement. */
export function mergeRedactions(redactions: readonly Redaction[]): readonly Redaction[] {
  const sorted = redactions.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const merged: Redaction[] = [];
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
 * The part of a text between two offsets as it may go on. A redaction that begins before the part stands at its beginning; none
 * reaches over its end (see `Judgement.releasableTo`). Undefined when the text must not go on.
 */
export function applyVerdictToRange(text: string, verdict: Verdict, { start, end }: TextRange): string | undefined {
  if (!isReleasable(verdict)) return undefined;
  const spans = verdict.outcome === 'redact' ? verdict.spans : [];
  const inPart = spans.filter((span) => span.end > start && span.end <= end);
  return applyRedactions(
    text.slice(start, end),
    inPart.map((span) => ({ ...span, start: Math.max(0, span.start - start), end: span.end - start })),
  );
}

/** The text as it may go on: redacted where the verdict says so, `undefined` when it must not go on. */
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
