import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  type EscapeCase,
  escapeCase,
  escapeConversation,
  escapedIn,
  escapeGate,
  escapeModerator,
  maySee,
} from '../../testing/escape-cases.js';
import { type Classifier } from '../contract/classifier.js';
import { gateParts, gateText } from '../streaming/gate-stream.js';
import { moderateArguments } from '../values/moderate-arguments.js';
import { type Moderator } from '../moderator/moderator.js';
import { type Verdict } from '../contract/verdict.js';
import { type AuditEvent } from './audit-event.js';
import { AuditLog } from './audit-log.js';
import { verifyAuditLog } from './verify-audit-log.js';

const run = { seed: 20_261_128, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 30) };
const key = 'a key for tests only';

let folder = '';
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zero-escape-audit-'));
});
afterAll(() => rm(folder, { recursive: true }));
const newPath = (): string => join(folder, `audit-${(files += 1)}.jsonl`);

type OnVerdict = (verdict: Verdict) => void;
type Ways = Readonly<
  Record<
    string,
    (moderator: Moderator, text: EscapeCase, requestId: string, onVerdict: OnVerdict) => Promise<string | undefined>
  >
>;

const source = { stage: 'input', role: 'user', path: 'text', conversationId: escapeConversation } as const;

async function* streamPieces({ pieces }: EscapeCase): AsyncGenerator<string> {
  yield* pieces;
}

/** The ways in which a text is moderated. A stream returns the text that it released. */
const ways: Ways = {
  whole: async (moderator, { whole }, requestId, onVerdict) =>
    void (await moderator.moderate({ ...source, text: whole, requestId }, { onVerdict })),
  stream: async (moderator, text, requestId, onVerdict) => {
    let released = '';
    for await (const event of gateText(streamPieces(text), moderator, {
      requestId,
      conversationId: escapeConversation,
      onVerdict,
    })) {
      if (event.type === 'text-delta') released += event.text;
    }
    return released;
  },
  'tool call': async (moderator, text, requestId, onVerdict) => {
    const written = JSON.stringify({ [text.whole]: text.whole });
    const parts = gateParts(
      streamPieces({ whole: written, pieces: [written.slice(0, 5), written.slice(5)] }),
      moderator,
      {
        requestId,
        onVerdict,
        readText: () => undefined,
        readToolCall: (piece) => ({ key: 0, name: 'look', argumentsDelta: piece }),
      },
    );
    for await (const part of parts) expect(part.type).not.toBe('text-delta');
    return undefined;
  },
  'too long': async (moderator, { whole }, requestId, onVerdict) =>
    void (await moderator.moderate({ ...source, text: whole.padEnd(2_001, 'x'), requestId }, { onVerdict })),
  'too deep': async (moderator, { whole }, requestId) =>
    void (await moderateArguments(moderator, {
      ...source,
      stage: 'tool-call',
      text: `${'['.repeat(300)}${JSON.stringify(whole)}`,
      requestId,
    })),
  aborted: async (moderator, { whole }, requestId, onVerdict) =>
    void (await moderator.moderate({ ...source, text: whole, requestId }, { onVerdict, signal: AbortSignal.abort() })),
  'held too long': async (moderator, { whole }, requestId) => {
    const endless = streamPieces({ whole, pieces: [`${whole} ${'ж'.repeat(2_001)}`] });
    for await (const event of gateText(endless, moderator, { requestId })) expect(event.type).toBe('stop');
    return undefined;
  },
};

/** Throws for some texts an error that repeats the text. */
const failing: Classifier = {
  name: 'failing',
  categories: ['x/failing'],
  classify: async ({ text }) => {
    if (text.includes('harbour')) throw Object.assign(new Error(text), { name: text });
    return { scores: { 'x/failing': 0 }, spans: [], scanned: { start: 0, end: text.length }, settledTo: text.length };
  },
};

describe('the audit log', () => {
  it(
    'holds no character of a stopped text, and releases only text that was scanned',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(escapeCase, fc.constantFrom(...Object.keys(ways))), { minLength: 1, maxLength: 8 }),
          escapeGate,
          fc.constantFrom('none' as const, 'approved' as const),
          fc.boolean(),
          async (cases, gate, text, fails) => {
            const path = newPath();
            const log = await AuditLog.open(path, { key });
            const decisions: AuditEvent[] = [];
            const moderator = escapeModerator(gate, (event) => decisions.push(event as AuditEvent), {
              sink: log,
              text,
              classifiers: fails ? [failing] : [],
            });
            const verdicts: Verdict[] = [];
            const released: (string | undefined)[] = [];
            for (const [index, [one, way]] of cases.entries())
              released.push(await ways[way]?.(moderator, one, `request-${index}`, (verdict) => verdicts.push(verdict)));
            await log.close();

            const written = await readFile(path, 'utf8');
            expect(escapedIn(written)).toBeUndefined();
            const records = written
              .split('\n')
              .slice(0, -1)
              .map((line) => JSON.parse(line) as AuditEvent);
            // The listener gets the same decisions in the same order, without any text.
            expect(records.map(({ outcome, path: at }) => [outcome, at])).toEqual(
              decisions.map(({ outcome, path: at }) => [outcome, at]),
            );
            expect(decisions.every((event) => event.approvedText === undefined)).toBe(true);
            for (const record of records) {
              const { outcome, scanned, textCharacters, newCharacters, failures } = record;
              const isScanned = scanned.some(
                ({ start, end }) => start <= textCharacters - newCharacters && end === textCharacters,
              );
              if (outcome === 'allow' || outcome === 'redact')
                expect({ isScanned, failures }).toEqual({ isScanned: true, failures: [] });
              else expect(record.approvedText).toBeUndefined();
              if (failures.some(({ classifier }) => classifier !== 'failing')) expect(scanned).toEqual([]);
            }
            // The records of a stream together hold the released text, once.
            for (const [index, [, way]] of cases.entries()) {
              const own = records.filter(({ requestId }) => requestId === `request-${index}`);
              if (way === 'stream' && text === 'approved')
                expect(own.map(({ approvedText = '' }) => approvedText).join('')).toBe(released[index]);
              if (text === 'none') expect(own.every(({ approvedText }) => approvedText === undefined)).toBe(true);
            }
            expect(await verifyAuditLog(path, { key })).toMatchObject({ isIntact: true, lines: records.length });
          },
        ),
        run,
      ),
    300_000,
  );

  it(
    'records exactly the text that is released',
    () =>
      fc.assert(
        fc.asyncProperty(escapeCase, escapeGate, async ({ whole }, gate) => {
          const records: AuditEvent[] = [];
          const moderator = escapeModerator(gate, undefined, {
            sink: { write: (event) => void records.push(event) },
            text: 'approved',
          });
          await moderator.moderate({ ...source, text: whole, requestId: 'r' });
          const { text, isStopped } = await maySee(escapeModerator(gate), whole);
          expect(records[0]?.approvedText).toBe(isStopped ? undefined : text);
        }),
        run,
      ),
    300_000,
  );
});

/** A change of the bytes of a log. */
type Change = (lines: readonly string[], at: number, to: number) => string;

const whole = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const without = (lines: readonly string[], at: number): string[] => lines.filter((_, index) => index !== at);

const changes: Readonly<Record<string, Change>> = {
  'a line is removed': (lines, at) => whole(without(lines, at % lines.length)),
  'a line is moved': (lines, at, to) =>
    whole(without(lines, at % lines.length).toSpliced(to % lines.length, 0, lines[at % lines.length] ?? '')),
  'a line is repeated': (lines, at, to) =>
    whole(lines.toSpliced(to % (lines.length + 1), 0, lines[at % lines.length] ?? '')),
  'a line is added': (lines, at, to) =>
    whole(
      lines.toSpliced(
        to % (lines.length + 1),
        0,
        JSON.stringify({ outcome: 'allow', sequence: at, previous: '', hash: '0'.repeat(64) }),
      ),
    ),
  'an empty line is added': (lines, _, to) => whole(lines.toSpliced(to % (lines.length + 1), 0, '')),
  'a character is altered': (lines, at, to) => {
    const text = whole(lines);
    const offset = at % text.length;
    const other = String.fromCharCode(32 + (to % 95));
    return text.slice(0, offset) + (text[offset] === other ? '\t' : other) + text.slice(offset + 1);
  },
  'a character is removed': (lines, at) => {
    const text = whole(lines);
    return text.slice(0, at % text.length) + text.slice((at % text.length) + 1);
  },
  'a blank is added': (lines, at, to) => {
    const text = whole(lines);
    const offset = at % (text.length + 1);
    return text.slice(0, offset) + (['\n', '\r', ' ', '\u2028', '\ufeff'][to % 5] ?? '') + text.slice(offset);
  },
  'the end is cut': (lines, at) => whole(lines).slice(0, at % whole(lines).length),
  'lines end as elsewhere': (lines) => whole(lines).replaceAll('\n', '\r\n'),
};

describe('a log that was changed', () => {
  it(
    'is found to be broken, whichever line was changed and however, with a key or without',
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(escapeCase, { minLength: 1, maxLength: 6 }),
          fc.constantFrom(...Object.keys(changes)),
          fc.nat(),
          fc.nat(),
          fc.boolean(),
          escapeGate,
          async (cases, change, at, to, isKeyed, gate) => {
            const path = newPath();
            const options = isKeyed ? { key } : {};
            const log = await AuditLog.open(path, options);
            const moderator = escapeModerator(gate, undefined, { sink: log, text: 'approved' });
            for (const [index, { whole: text }] of cases.entries())
              await moderator.moderate({ ...source, text, requestId: `request-${index}` });
            await log.close();
            const { lastHash } = log;
            const before = await readFile(path, 'utf8');
            const after = changes[change]?.(before.trimEnd().split('\n'), at, to) ?? '';
            await writeFile(path, after);
            expect((await verifyAuditLog(path, { ...options, lastHash })).isIntact).toBe(after === before);
            // A log that was written anew with another key, or with none.
            const forged = newPath();
            const forgery = await AuditLog.open(forged, { key: isKeyed ? undefined : 'another key' });
            await newModerator(forgery).moderate({ ...source, text: 'fine', requestId: 'r' });
            await forgery.close();
            expect((await verifyAuditLog(forged, options)).isIntact).toBe(false);
          },
        ),
        { ...run, numRuns: run.numRuns * 4 },
      ),
    300_000,
  );

  const newModerator = (sink: AuditLog): Moderator =>
    escapeModerator({ mode: 'full', windowCharacters: 1, maximumWaitMs: 1, knowsSettled: true }, undefined, {
      sink,
      text: 'none',
    });

  it('is found to be broken when a byte was replaced by one that decodes to the same character', async () => {
    const path = newPath();
    const log = await AuditLog.open(path, { key });
    const gate = { mode: 'full', windowCharacters: 1, maximumWaitMs: 1, knowsSettled: true } as const;
    const moderator = escapeModerator(gate, undefined, { sink: log, text: 'approved' });
    for (const text of ['a\u2028b\u2029c\u0085d\re\nf', '\ud800 \ufffd \u0000'])
      await moderator.moderate({ ...source, text, requestId: 'r' });
    await log.close();
    expect(await verifyAuditLog(path, { key })).toMatchObject({ isIntact: true, lines: 2 });
    const bytes = await readFile(path);
    // A byte that is no UTF-8 decodes to U+FFFD as well.
    const offset = bytes.indexOf('\ufffd');
    await writeFile(path, Buffer.concat([bytes.subarray(0, offset), Buffer.from([0xff]), bytes.subarray(offset + 3)]));
    expect(await verifyAuditLog(path, { key })).toMatchObject({ isIntact: false, brokenAt: 2 });
  });
});
