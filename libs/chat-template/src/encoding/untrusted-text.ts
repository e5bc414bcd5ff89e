import { type UntrustedTextPolicy } from '../conversation/prompt-options.js';
import { type Segment, type TextPart, joinTexts, type TextSegment, textSegment } from '../conversation/segments.js';
import { UntrustedTextError, type UntrustedTextFinding } from '../errors/untrusted-text-error.js';
import { type ControlStringMatch, controlStringScanner } from '../text/control-strings.js';
import { replaceByLookAlike } from '../text/look-alikes.js';
import { memoizeByIdentity } from '../text/memoize-by-identity.js';

/** Holds segments in which no text of a message spells a control string, unless the policy allows it. */
interface GuardedSegments {
  readonly segments: readonly Segment[];
  readonly findings: readonly UntrustedTextFinding[];
}

/**
 * Applies the policy to control strings in texts of messages, so that no message can forge a turn. Each text is scanned as it
 * will be encoded: a control string is found even when its halves come from two messages, or from a message and the
 * template. Control strings of the template itself are not reported.
 *
 * @throws {UntrustedTextError} when the policy is `reject` and something was found
 */
export function guardSegments(
  segments: readonly Segment[],
  controlStrings: readonly string[],
  policy: UntrustedTextPolicy = 'neutralise',
): GuardedSegments {
  const scan = getScanner(controlStrings);
  const findings: UntrustedTextFinding[] = [];
  const guarded = segments.map((segment) => {
    if (segment.kind === 'control') return segment;
    const matches = scan(joinTexts(segment.parts));
    if (matches.length === 0) return segment;
    return guardSegment(segment, matches, { scan, policy, findings });
  });
  if (policy === 'reject' && findings.length > 0) throw new UntrustedTextError(findings);
  return { segments: guarded, findings };
}

/** Neutralises the control strings of one text. The result spells none. */
export function neutraliseText(text: string, controlStrings: readonly string[]): string {
  const part: TextPart = { text, source: 'user', messageIndex: 0 };
  const [segment] = guardSegments([textSegment([part])], controlStrings).segments;
  return segment?.kind === 'text' ? joinTexts(segment.parts) : text;
}

/** Caches by identity: a template always has the same list, so each scanner is built once. */
const getScanner = memoizeByIdentity(controlStringScanner);

interface Guard {
  readonly scan: (text: string) => readonly ControlStringMatch[];
  readonly policy: UntrustedTextPolicy;
  readonly findings: UntrustedTextFinding[];
}

const actions = { neutralise: 'neutralised', reject: 'rejected', allow: 'allowed' } as const;

function guardSegment(segment: TextSegment, matches: readonly ControlStringMatch[], guard: Guard): TextSegment {
  let { parts } = segment;
  let remaining = matches;
  // Breaking one match may leave another that overlaps it. There are at most as many rounds as a control string has characters.
  for (let isFirst = true; remaining.length > 0; isFirst = false) {
    const locations = locateMatches(remaining, parts);
    if (isFirst) for (const location of locations) guard.findings.push(toFinding(location, actions[guard.policy]));
    if (guard.policy !== 'neutralise' || locations.length === 0) return textSegment(parts);
    parts = breakMatches(parts, locations);
    remaining = guard.scan(joinTexts(parts));
  }
  return textSegment(parts);
}

/** Locates the first range of a match that is text of a message. */
interface MatchLocation {
  readonly match: ControlStringMatch;
  readonly part: TextPart;
  readonly partIndex: number;
  /** Inside the part. */
  readonly start: number;
  readonly end: number;
}

/** Locates the matches in the parts. Both are in the order of the text, so one pass is enough. */
function locateMatches(matches: readonly ControlStringMatch[], parts: readonly TextPart[]): MatchLocation[] {
  const locations: MatchLocation[] = [];
  let first = 0;
  let firstStart = 0;
  for (const match of matches) {
    for (let part = parts[first]; part && firstStart + part.text.length <= match.start; part = parts[first]) {
      firstStart += part.text.length;
      first++;
    }
    const location = locateMatch(match, parts, first, firstStart);
    if (location) locations.push(location);
  }
  return locations;
}

function locateMatch(
  match: ControlStringMatch,
  parts: readonly TextPart[],
  first: number,
  firstStart: number,
): MatchLocation | undefined {
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

/** Breaks each match. Skips a match that overlaps the one before it, since breaking the first may be enough. */
function breakMatches(parts: readonly TextPart[], locations: readonly MatchLocation[]): readonly TextPart[] {
  const locationsByPart = new Map<number, MatchLocation[]>();
  for (const location of locations) {
    const own = locationsByPart.get(location.partIndex);
    if (own) own.push(location);
    else locationsByPart.set(location.partIndex, [location]);
  }
  return parts.map((part, partIndex) => {
    const own = locationsByPart.get(partIndex);
    return own ? { ...part, text: breakText(part.text, own) } : part;
  });
}

function breakText(text: string, locations: readonly MatchLocation[]): string {
  let broken = '';
  let done = 0;
  for (const { start, end } of locations) {
    if (start < done) continue;
    broken += text.slice(done, start) + replaceByLookAlike(text.slice(start, end));
    done = end;
  }
  return broken + text.slice(done);
}

function toFinding(
  { match, part, start, end }: MatchLocation,
  action: UntrustedTextFinding['action'],
): UntrustedTextFinding {
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
