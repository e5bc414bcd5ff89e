import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Telemetry } from '@leeward/api';
import { type GenerationRequest } from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type AuditEvent } from '@leeward/moderation';
import fc from 'fast-check';
import { type EscapeCase, escapeCase, findEscaped, escapeModerator } from '../fixtures/escape-cases.js';
import { type LogLines, takeLogLines } from '../fixtures/log-lines.js';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { readMetrics } from '../fixtures/read-metrics.js';
import { type ServedApi, serveEngine } from '../fixtures/serve.js';

const run = { seed: 20_261_128, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 20) };

describe('zero characters escape into log lines, figures and traces', () => {
  const before = { ...process.env };
  let script: (request: GenerationRequest) => Iterable<string> = () => [];
  let receiver: OtlpReceiver;
  let api: ServedApi & { readonly telemetry: Telemetry };
  let log: LogLines;
  /** The texts that each answer may show, in the order of the requests. */
  const released: EscapeCase[] = [];

  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url;
    process.env.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT = 'true';
    log = takeLogLines();
    const gate = { mode: 'window', windowCharacters: 20, maximumWaitMs: 1 } as const;
    const moderator = escapeModerator(gate, (event) => api.telemetry.addDecision(event as AuditEvent));
    api = await serveEngine(new ScriptedEngine((request) => script(request)), moderator, undefined, {
      LOG_LEVEL: 'debug',
    });
  });
  afterAll(async () => {
    log.stop();
    process.env = before;
    await receiver.close();
  });

  async function ask(content: string, stream: boolean, headers: Record<string, string> = {}): Promise<void> {
    const response = await fetch(`${api.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ stream, max_tokens: 500, messages: [{ role: 'user', content }] }),
    });
    await response.text();
  }

  it('of answers, requests and errors, also where traces hold approved text', async () => {
    await fc.assert(
      fc.asyncProperty(escapeCase, escapeCase, fc.boolean(), async (question, answer, stream) => {
        script = () => answer.pieces;
        released.push(answer);
        await ask('Go on', stream);
        script = function* () {
          yield* answer.pieces;
          throw new Error(answer.whole);
        };
        await ask(question.whole, stream, { traceparent: encodeURIComponent(question.whole) });
      }),
      run,
    );
    const metrics = await readMetrics(api.url);
    await api.close();
    const spans = JSON.stringify(receiver.spans, (_, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    );
    for (const sink of [spans, log.lines.join('\n'), metrics.text]) expect(findEscaped(sink)).toBeUndefined();
    expect(log.lines.filter((line) => line.includes('INFO request')).length).toBe(2 * released.length);

    const answers = receiver.spans
      .filter(({ name, status }) => name === 'chat scripted' && status === 0)
      .map(({ attributes }) => JSON.parse(`${attributes['gen_ai.output.messages'] as string}`) as TracedMessage[])
      .map(([message]) => message?.parts[0]?.content ?? '');
    const goneOn = answers.slice(0, released.length);
    expect(goneOn.filter((text) => text !== '').length).toBeGreaterThan(5);
    for (const text of goneOn) {
      expect(released.some((one) => (one.isStopped ? one.released.startsWith(text) : one.released === text))).toBe(
        true,
      );
    }
  }, 300_000);
});

interface TracedMessage {
  readonly parts: readonly { readonly content: string }[];
}
