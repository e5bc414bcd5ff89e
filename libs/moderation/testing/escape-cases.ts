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

/** Texts that are blocked. Their characters are in no other text of a case. One half of a surrogate pair counts as an escape, too. */
const blocked = ['ΨΩ', 'ΨΦ Ω ΨΨ', '𝔅Ω𝔏'] as const;
/** Texts that are redacted, with characters of their own as well. */
const hidden = ['ΘΛ', 'Θ ΔΛ ΔΔ', '𝔎Δ𝔄'] as const;
/** Words that are used only behind a blocked text. */
const behind = ['жаба', 'щит', 'ш'] as const;
const before = ['the', 'harbour', 'I', '灯笼', '👩‍🚀', 'هنا', '"quoted"', '\\', '{"a":', '\n', '12', '…'] as const;

const forbidden = /[ΨΩΦΘΛΔ𝔅𝔏𝔎𝔄жабщитш]|\\u(?:d835|dd05|dd0f|dd0e|dd04)/iu;

/** A text, and the pieces in which it arrives. */
export interface EscapeCase {
  readonly whole: string;
  readonly pieces: readonly string[];
}

/** Picks one word of a text. */
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

/** Generates texts with any number of violations, cut anywhere. */
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
      return `${list[pick % list.length]}${space}`;
    })
    .join('');
}

/** The settings of the gate, and whether the classifier gives `settledTo`. */
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

/** The text of an answer that is stopped before its first word. */
export const stoppedMessage = '(stopped)';
export const escapeConversation = 'conversation-1';

/** Creates a moderator whose only classifier finds the violations of the cases. */
export function escapeModerator(
  gate: EscapeGate,
  onDecision?: (event: unknown) => void,
  recorded?: EscapeRecords,
): Moderator {
  const classifiers = [scriptedClassifier(gate.knowsSettled), ...(recorded?.classifiers ?? [])];
  return new Moderator({
    policy: toPolicy(gate, recorded?.text ?? 'none'),
    classifiers,
    onDecision,
    auditSink: recorded?.sink,
  });
}

/** Names the sink of audit events, their text setting, and more classifiers. */
export interface EscapeRecords {
  readonly sink: AuditSink;
  readonly text: 'none' | 'approved';
  readonly classifiers?: readonly Classifier[];
}

function toPolicy(
  { mode, windowCharacters, maximumWaitMs }: EscapeGate,
  text: EscapeRecords['text'],
): ModerationPolicy {
  return definePolicy({
    name: 'test',
    version: '1',
    messages: { blocked: stoppedMessage, failed: stoppedMessage },
    categories: { 'x/blocked': { action: 'block' }, 'x/hidden': { action: 'redact' } },
    redaction: { hashKey: 'a key for tests only' },
    // Long, because a busy machine must not make a classifier fail.
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
      spans: [...findSpans(text, blocked, 'x/blocked'), ...findSpans(text, hidden, 'x/hidden')],
      scanned: { start: 0, end: text.length },
      ...(knowsSettled ? { settledTo: text.length - Math.max(0, ...texts.map((one) => countBegun(text, one))) } : {}),
    }),
  };
}

function findSpans(text: string, texts: readonly string[], category: CategorySpan['category']): CategorySpan[] {
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

/** Counts the characters at the end of a text that may begin another text. */
function countBegun(text: string, other: string): number {
  for (let length = Math.min(text.length, other.length - 1); length > 0; length -= 1) {
    if (text.endsWith(other.slice(0, length))) return length;
  }
  return 0;
}

/** Computes the visible part of a text: all of it, or all before the blocked text, with redactions. */
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

/** Writes all that a sink holds as text, with the fields of errors that JSON leaves out. */
export function seenIn(...values: readonly unknown[]): string {
  return JSON.stringify(values, (_, value: unknown) => {
    if (value instanceof Error)
      return { ...value, name: value.name, message: value.message, stack: value.stack, cause: value.cause };
    if (value instanceof Map || value instanceof Set) return [...(value as Iterable<unknown>)];
    return value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  });
}

/** Finds the first forbidden character in a text, with the text around it; undefined when there is none. */
export function escapedIn(seen: string): string | undefined {
  const place = seen.search(forbidden);
  return place < 0 ? undefined : seen.slice(Math.max(0, place - 200), place + 40);
}
