import { type ControlStringMatch, controlStringScanner } from '../text/control-strings.js';
import { disguise } from '../text/disguise.js';
import { UntrustedTextError, type UntrustedTextFinding } from '../errors/untrusted-text-error.js';
import { memoizeByIdentity } from '../text/memoize-by-identity.js';
import { type UntrustedTextPolicy } from '../conversation/prompt-options.js';
import { type Segment, type TextPart, textOfParts, type TextSegment, textSegment } from '../conversation/segments.js';

/** Segments in which no text of a message spells a control string, unless that was allowed. */
export interface GuardedSegments {
  readonly segments: readonly Segment[];
  readonly findings: readonly UntrustedTextFinding[];
}

/**
 * Makes turns unforgeable. Each text is scanned as the whole that will be encoded, so that a control string whose halves
 * come from two messages, or from a message and the template, is found too; the template's own are not findings.
 *
 * @throws {UntrustedTextError} when the policy is `reject` and something was found
 */
export function guardSegments(
  segments: readonly Segment[],
  controlStrings: readonly string[],
  policy: UntrustedTextPolicy = 'neutralise',
): GuardedSegments {
  const scan = scannerOf(controlStrings);
  const findings: UntrustedTextFinding[] = [];
  const guarded = segments.map((segment) => {
    if (segment.kind === 'control') return segment;
    const matches = scan(textOfParts(segment.parts));
    if (matches.length === 0) return segment;
    return guardSegment(segment, matches, { scan, policy, findings });
  });
  if (policy === 'reject' && findings.length > 0) throw new UntrustedTextError(findings);
  return { segments: guarded, findings };
}

/** Neutralises the control strings of one text. Idempotent: what it returns spells none. */
export function neutraliseText(text: string, controlStrings: readonly string[]): string {
  const part: TextPart = { text, source: 'user', messageIndex: 0 };
  const [segment] = guardSegments([textSegment([part])], controlStrings).segments;
  return segment?.kind === 'text' ? textOfParts(segment.parts) : text;
}

/** Templates keep one list of control strings for good. */
const scannerOf = memoizeByIdentity(controlStringScanner);

interface Guard {
  readonly scan: (text: string) => readonly ControlStringMatch[];
  readonly policy: UntrustedTextPolicy;
  readonly findings: UntrustedTextFinding[];
}

const actions = { neutralise: 'neutralised', reject: 'rejected', allow: 'allowed' } as const;

function guardSegment(segment: TextSegment, matches: readonly ControlStringMatch[], guard: Guard): TextSegment {
  let { parts } = segment;
  let open = matches;
  // Breaking one match may leave another one that overlaps it: at most as many rounds as a control string has characters.
  for (let isFirst = true; open.length > 0; isFirst = false) {
    const places = placesOf(open, parts);
    if (isFirst) for (const place of places) guard.findings.push(findingOf(place, actions[guard.policy]));
    if (guard.policy !== 'neutralise' || places.length === 0) return textSegment(parts);
    parts = breakPlaces(parts, places);
    open = guard.scan(textOfParts(parts));
  }
  return textSegment(parts);
}

/** The first stretch of a match that a message wrote. */
interface Place {
  readonly match: ControlStringMatch;
  readonly part: TextPart;
  readonly partIndex: number;
  /** Inside the part. */
  readonly start: number;
  readonly end: number;
}

/** Both are in the order of the text, so that one pass is enough. */
function placesOf(matches: readonly ControlStringMatch[], parts: readonly TextPart[]): Place[] {
  const places: Place[] = [];
  let first = 0;
  let firstStart = 0;
  for (const match of matches) {
    for (let part = parts[first]; part && firstStart + part.text.length <= match.start; part = parts[first]) {
      firstStart += part.text.length;
      first++;
    }
    const place = placeOf(match, parts, first, firstStart);
    if (place) places.push(place);
  }
  return places;
}

function placeOf(
  match: ControlStringMatch,
  parts: readonly TextPart[],
  first: number,
  firstStart: number,
): Place | undefined {
  let partStart = firstStart;
  for (let partIndex = first; partIndex < parts.length && partStart < match.end; partIndex++) {
    const part = parts[partIndex] as TextPart;
    const start = Math.max(match.start - partStart, 0);
    const end = Math.min(match.end - partStart, part.text.length);
    if (part.source !== 'template' && start < end) return { match, part, partIndex, start, end };
    partStart += part.text.length;
  }
  return undefined;
}

/** Leaves out a place that overlaps the one before it: breaking that one may be enough. */
function breakPlaces(parts: readonly TextPart[], places: readonly Place[]): readonly TextPart[] {
  const placesByPart = new Map<number, Place[]>();
  for (const place of places) {
    const own = placesByPart.get(place.partIndex);
    if (own) own.push(place);
    else placesByPart.set(place.partIndex, [place]);
  }
  return parts.map((part, partIndex) => {
    const own = placesByPart.get(partIndex);
    return own ? { ...part, text: breakText(part.text, own) } : part;
  });
}

function breakText(text: string, places: readonly Place[]): string {
  let broken = '';
  let done = 0;
  for (const { start, end } of places) {
    if (start < done) continue;
    broken += text.slice(done, start) + disguise(text.slice(start, end));
    done = end;
  }
  return broken + text.slice(done);
}

function findingOf({ match, part, start, end }: Place, action: UntrustedTextFinding['action']): UntrustedTextFinding {
  return {
    messageIndex: part.messageIndex,
    path: part.path ?? '',
    offset: (part.offset ?? 0) + start,
    length: end - start,
    controlString: match.controlString,
    form: match.form,
    action,
  };
}
