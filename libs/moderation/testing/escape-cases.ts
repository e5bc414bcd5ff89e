import fc from 'fast-check';

import {
  applyVerdict,
  type AuditSink,
  type CategorySpan,
  type Classifier,
  definePolicy,
  type ModerationPolicy,
  Moderator,
} from '../src/index.js';

/** What stops a text; none of their characters stands anywhere else. Half a surrogate pair shows as much as a whole one. */
const blocked = ['ΨΩ', 'ΨΦ Ω ΨΨ', '𝔅Ω𝔏'] as const;
/** What is redacted, likewise. */
const hidden = ['ΘΛ', 'Θ ΔΛ ΔΔ', '𝔎Δ𝔄'] as const;
/** Words that stand only behind what stops the text. */
const behind = ['жаба', 'щит', 'ш'] as const;
const before = ['the', 'harbour', 'I', '灯笼', '👩‍🚀', 'هنا', '"quoted"', '\\', '{"a":', '\n', '12', '…'] as const;

const forbidden = /[ΨΩΦΘΛΔ𝔅𝔏𝔎𝔄жабщитш]|\\u(?:d835|dd05|dd0f|dd0e|dd04)/iu;

/** A text, and how it is cut. */
export interface EscapeCase {
  readonly whole: string;
  readonly pieces: readonly string[];
}

/** What stands for one word of a text. */
interface Word {
  readonly kind: 'word' | 'hidden' | 'blocked';
  readonly pick: number;
}

const word: fc.Arbitrary<Word> = fc.record({
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constant('word' as const) },
    { weight: 3, arbitrary: fc.constant('hidden' as const) },
    { weight: 1, arbitrary: fc.constant('blocked' as const) },
  ),
  pick: fc.nat(59),
});

/** Any text with any number of violations, cut anywhere. */
export const escapeCase: fc.Arbitrary<EscapeCase> = fc
  .tuple(fc.array(fc.tuple(word, fc.constantFrom(' ', '')), { maxLength: 14 }), fc.array(fc.nat(400), { maxLength: 8 }))
  .map(([words, cuts]) => {
    const whole = written(words);
    const places = [
      0,
      ...[...new Set(cuts.map((cut) => cut % (whole.length + 1)))].toSorted((a, b) => a - b),
      whole.length,
    ];
    return { whole, pieces: places.slice(1).map((end, index) => whole.slice(places[index] ?? 0, end)) };
  });

function written(words: readonly (readonly [Word, string])[]): string {
  let isStopped = false;
  return words
    .map(([{ kind, pick }, space]) => {
      const list = kind === 'blocked' ? blocked : kind === 'hidden' ? hidden : isStopped ? behind : before;
      isStopped ||= kind === 'blocked';
      return `${String(list[pick % list.length])}${space}`;
    })
    .join('');
}

/** How a text is held: the gate's mode and sizes, and whether the classifier knows what is settled. */
export interface EscapeGate {
  readonly mode: 'window' | 'full';
  readonly windowCharacters: number;
  readonly maximumWaitMs: number;
  readonly knowsSettled: boolean;
}

export const escapeGate: fc.Arbitrary<EscapeGate> = fc.record({
  mode: fc.constantFrom('window' as const, 'full' as const),
  windowCharacters: fc.integer({ min: 1, max: 60 }),
  maximumWaitMs: fc.constantFrom(1, 10_000),
  knowsSettled: fc.boolean(),
});

/** What an answer says that was stopped before its first word. */
export const stoppedMessage = '(stopped)';
export const escapeConversation = 'conversation-1';

/** A moderator whose classifier finds what the cases hold, and nothing else. */
export function escapeModerator(
  gate: EscapeGate,
  onDecision?: (event: unknown) => void,
  recorded?: EscapeRecords,
): Moderator {
  const classifiers = [scriptedClassifier(gate.knowsSettled), ...(recorded?.classifiers ?? [])];
  return new Moderator({
    policy: policyOf(gate, recorded?.text ?? 'none'),
    classifiers,
    onDecision,
    auditSink: recorded?.sink,
  });
}

/** Where decisions are recorded, with what of the text, and what judges beside the scripted classifier. */
export interface EscapeRecords {
  readonly sink: AuditSink;
  readonly text: 'none' | 'approved';
  readonly classifiers?: readonly Classifier[];
}

function policyOf(
  { mode, windowCharacters, maximumWaitMs }: EscapeGate,
  text: EscapeRecords['text'],
): ModerationPolicy {
  return definePolicy({
    name: 'test',
    version: '1',
    messages: { blocked: stoppedMessage, failed: stoppedMessage },
    categories: { 'x/blocked': { action: 'block' }, 'x/hidden': { action: 'redact' } },
    redaction: { hashKey: 'a key for tests only' },
    // A machine that stands still for a while must not look like a slow classifier.
    otherClassifiers: { timeoutMs: 120_000 },
    gate: { mode, windowCharacters, maximumWaitMs, maximumHeldCharacters: 2_000 },
    limits: { maximumCharacters: 2_000 },
    audit: { text },
  });
}

function scriptedClassifier(knowsSettled: boolean): Classifier {
  const texts = [...blocked, ...hidden];
  return {
    name: 'scripted',
    categories: ['x/blocked', 'x/hidden'],
    classify: async ({ text }) => ({
      scores: { 'x/blocked': 0, 'x/hidden': 0 },
      spans: [...spansOf(text, blocked, 'x/blocked'), ...spansOf(text, hidden, 'x/hidden')],
      scanned: { start: 0, end: text.length },
      ...(knowsSettled ? { settledTo: text.length - Math.max(0, ...texts.map((one) => begun(text, one))) } : {}),
    }),
  };
}

function spansOf(text: string, texts: readonly string[], category: CategorySpan['category']): CategorySpan[] {
  return texts.flatMap((one) =>
    [...text.matchAll(new RegExp(one, 'g'))].map(({ index }) => ({
      category,
      score: 1,
      start: index,
      end: index + one.length,
      label: 'HIDDEN',
    })),
  );
}

/** How many characters at the end of a text may be the beginning of another one. */
function begun(text: string, other: string): number {
  for (let length = Math.min(text.length, other.length - 1); length > 0; length -= 1) {
    if (text.endsWith(other.slice(0, length))) return length;
  }
  return 0;
}

/** What of a text may be seen: all of it with redactions, or the part before what stops it. */
export async function maySee(
  moderator: Moderator,
  whole: string,
): Promise<{ readonly text: string; readonly isStopped: boolean }> {
  const first = Math.min(
    ...blocked.map((one) => whole.indexOf(one)).map((place) => (place < 0 ? whole.length : place)),
  );
  const kept = whole.slice(0, first);
  const verdict = await moderator.moderate({
    stage: 'output',
    role: 'assistant',
    text: kept,
    path: 'p',
    requestId: 'r',
    conversationId: escapeConversation,
  });
  return { text: applyVerdict(kept, verdict) ?? '', isStopped: first < whole.length };
}

/** Everything that a sink holds, as text: of errors also what JSON leaves out. */
export function seenIn(...values: readonly unknown[]): string {
  return JSON.stringify(values, (_, value: unknown) => {
    if (value instanceof Error)
      return { ...value, name: value.name, message: value.message, stack: value.stack, cause: value.cause };
    if (value instanceof Map || value instanceof Set) return [...(value as Iterable<unknown>)];
    return value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  });
}

/** The first place of a sink where something stands that must not leave, with what is around it; undefined when there is none. */
export function escapedIn(seen: string): string | undefined {
  const place = seen.search(forbidden);
  return place < 0 ? undefined : seen.slice(Math.max(0, place - 200), place + 40);
}
