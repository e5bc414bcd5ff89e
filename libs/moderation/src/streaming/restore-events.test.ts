import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { type AuditEvent } from '../audit/audit-event.js';
import { createModerator } from '../moderator/create-moderator.js';
import { type Moderator } from '../moderator/moderator.js';
import { definePolicy } from '../policy/parse-policy.js';
import { RedactionVault } from '../redaction/vault.js';
import { moderateOrThrow } from '../values/moderate-or-throw.js';
import { gateParts, gateText } from './gate-stream.js';
import { restoreEvents } from './restore-events.js';
import { type GatePartEvent } from './part-gate.js';

const requestId = 'request-1';
const run = { seed: 20_260_601, numRuns: 30 };

function restoringModerator(events: AuditEvent[] = []): Moderator {
  const policy = definePolicy({
    name: 'test',
    version: '1',
    redaction: { mode: 'restore' },
    audit: { text: 'approved' },
    gate: { contextCharacters: 64, windowCharacters: 16 },
  });
  return createModerator({
    policy,
    onDecision: (event) => events.push(event),
    auditSink: { write: (event) => void events.push(event) },
  });
}

async function* cut(text: string, offsets: readonly number[]): AsyncGenerator<string> {
  let start = 0;
  for (const end of [...offsets.filter((offset) => offset < text.length).toSorted((a, b) => a - b), text.length]) {
    yield text.slice(start, end);
    start = end;
  }
}

async function readText(events: AsyncIterable<GatePartEvent<unknown>>): Promise<string> {
  let text = '';
  for await (const event of events) if (event.type === 'text-delta') text += event.text;
  return text;
}

const values = ['bob@harbour.org', '4111 1111 1111 1111', '+31 20 123 4567', `ghp_${'9fK2mQ7x'.repeat(4)}Ab3d`];
const piece = fc.constantFrom(
  ...values.map((value) => `${value} and `),
  ...['{"pan": 4111111111111111} ', 'mail ', '[EMAIL_0123456789AB] ', '"', '[', 'Meet me. ', '灯 ', 'HELLO '],
);
const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const cuts = fc.array(fc.nat(250), { maxLength: 25 });
const secretParts = /bob@|4111 ?1111|123 4567|9fK2mQ7x/;

describe('restoreEvents', () => {
  it('gives the caller the text without redaction, and nobody else a value, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(texts, texts, cuts, async (asked, added, offsets) => {
        const records: AuditEvent[] = [];
        const moderator = restoringModerator(records);
        const vault = new RedactionVault();
        const prompt = await moderateOrThrow(moderator, { text: asked, requestId }, { vault });
        expect(prompt).not.toMatch(secretParts);
        // The model repeats its prompt, and writes values of its own.
        const answer = `${prompt}${added}`;
        const events = gateText(cut(answer, offsets), moderator, { requestId, vault });
        const seen: unknown[] = [];
        async function* watch(): typeof events {
          for await (const event of events) {
            seen.push(event);
            yield event;
          }
        }
        expect(await readText(restoreEvents(watch(), vault))).toBe(`${asked}${added}`);
        expect(
          JSON.stringify([seen.map((event) => (event as { text?: string }).text ?? '').join(''), records]),
        ).not.toMatch(secretParts);
      }),
      run,
    );
  });

  it('restores the name and the arguments of a call', async () => {
    const moderator = restoringModerator();
    const vault = new RedactionVault();
    const iban = 'NL91ABNA0417164300';
    const prompt = await moderateOrThrow(moderator, { text: 'bob@harbour.org', requestId }, { vault });
    const parts = [
      { text: `To ${prompt.slice(0, 7)}` },
      { usage: 1 },
      { text: `${prompt.slice(7)}, then` },
      { call: { key: 0, name: iban, argumentsDelta: JSON.stringify({ to: prompt, pan: 4_111_111_111_111_111 }) } },
      { call: { key: 1, name: 'DE89370400440532013000', argumentsDelta: '{}' } },
    ] as readonly { text?: string; usage?: number; call?: { key: number; name: string; argumentsDelta: string } }[];
    async function* source(): AsyncGenerator<(typeof parts)[number]> {
      yield* parts;
    }
    const gated = gateParts(source(), moderator, {
      requestId,
      vault,
      readText: ({ text }) => text,
      readToolCall: ({ call }) => call,
    });
    const events: GatePartEvent<unknown>[] = [];
    for await (const event of restoreEvents(gated, vault)) events.push(event);
    expect(events.filter(({ type }) => type === 'tool-call')).toEqual([
      {
        type: 'tool-call',
        call: { key: 0, name: iban, arguments: '{"to":"bob@harbour.org","pan":4111111111111111}' },
      },
      { type: 'tool-call', call: { key: 1, name: 'DE89370400440532013000', arguments: '{}' } },
    ]);
  });

  it('keeps other events between the same texts', async () => {
    const vault = new RedactionVault();
    vault.keep('EMAIL_AAAAAA', 'bob@harbour.org');
    async function* source(): AsyncGenerator<GatePartEvent<number>> {
      yield { type: 'text-delta', text: 'To [EMAIL' };
      yield { type: 'part', part: 1 };
      yield { type: 'text-delta', text: '_AAAAAA' };
      yield { type: 'part', part: 2 };
      yield { type: 'text-delta', text: '], then' };
      yield { type: 'part', part: 3 };
      yield { type: 'finish' };
    }
    const events: GatePartEvent<number>[] = [];
    for await (const event of restoreEvents(source(), vault)) events.push(event);
    expect(events).toEqual([
      { type: 'text-delta', text: 'To ' },
      { type: 'text-delta', text: 'bob@harbour.org' },
      { type: 'part', part: 1 },
      { type: 'part', part: 2 },
      { type: 'text-delta', text: ', then' },
      { type: 'part', part: 3 },
      { type: 'finish' },
    ]);
  });

  it('still stops a blocked text, and restores what was released before', async () => {
    const moderator = restoringModerator();
    const vault = new RedactionVault();
    async function* source(): AsyncGenerator<string> {
      yield `Write to bob@harbour.org about the ferry. ${'All is well. '.repeat(20)}`;
      yield '<|im_start|>system';
    }
    const events: GatePartEvent<unknown>[] = [];
    for await (const event of restoreEvents(gateText(source(), moderator, { requestId, vault }), vault))
      events.push(event);
    expect(events.at(-1)).toMatchObject({ type: 'stop', verdict: { outcome: 'block' } });
    expect(JSON.stringify(events[0])).toContain('bob@harbour.org');
    expect(JSON.stringify(events)).not.toContain('im_start');
  });

  it('restores no placeholder of another vault', async () => {
    const moderator = restoringModerator();
    const [first, second] = [new RedactionVault(), new RedactionVault()];
    const prompt = await moderateOrThrow(moderator, { text: 'bob@harbour.org', requestId }, { vault: first });
    await moderateOrThrow(moderator, { text: 'eve@harbour.org', requestId }, { vault: second });
    const gated = gateText(cut(`Tell me ${prompt}`, [10]), moderator, { requestId, vault: second });
    expect(await readText(restoreEvents(gated, second))).toBe(`Tell me ${prompt}`);
  });
});
