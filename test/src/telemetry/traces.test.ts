import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddingHost } from '@leeward/api';
import { loadEmbeddingEngine } from '@leeward/mixtral-llm';
import { ScriptedEngine, writeTinyBert } from '@leeward/mixtral-llm/testing';
import { createModerator } from '@leeward/moderation';
import { takeLogLines } from '../fixtures/log-lines.js';
import { OtlpReceiver } from '../fixtures/otlp-receiver.js';
import { type ReceivedSpan } from '../fixtures/otlp-spans.js';
import { readMetrics } from '../fixtures/read-metrics.js';
import { collect } from '../fixtures/scripted-api.js';
import { type ServedApi, serveEngine, serveSettings } from '../fixtures/serve.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';
const traceparent = `00-${traceId}-${callerSpan}-01`;

describe('traces', () => {
  let receiver: OtlpReceiver;
  let folder: string;
  const before = { ...process.env };
  const createEngine = () =>
    new ScriptedEngine(() => ['Mail ', 'bob@harbour.org', ' or ', 'ann@harbour.org', ' soon.']);
  beforeAll(async () => {
    receiver = await OtlpReceiver.start();
    folder = await mkdtemp(join(tmpdir(), 'traces-'));
    const policy = 'name: restoring\nversion: "1"\nextends: balanced\nredaction:\n  mode: restore\n';
    await writeFile(join(folder, 'restore.yaml'), policy);
  });
  afterAll(async () => {
    await receiver.close();
    await rm(folder, { recursive: true });
  });
  afterEach(() => {
    process.env = { ...before };
    receiver.spans.length = 0;
    receiver.bodies.length = 0;
  });

  /** Serves with traces switched on, and waits until all spans have arrived. */
  async function trace(
    run: (api: ServedApi) => Promise<unknown>,
    variables: Readonly<Record<string, string>> = {},
    settings: Readonly<Record<string, string>> = {},
  ): Promise<readonly ReceivedSpan[]> {
    Object.assign(process.env, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...variables });
    const api = await serveSettings(createEngine(), settings);
    try {
      await run(api);
    } finally {
      await api.close();
    }
    return receiver.spans;
  }

  const ask = (api: ServedApi, content = 'Call +49 30 901820, please.', headers: Record<string, string> = {}) =>
    api.client.chat.completions.create(
      { model: 'default', temperature: 0.5, max_tokens: 40, messages: [{ role: 'user', content }] },
      { headers },
    );

  it('continue the trace of the caller, and have a span for input, generation and gate', async () => {
    let id = '';
    const spans = await trace(async (api) => (id = (await ask(api, undefined, { traceparent })).id), {
      OTEL_SERVICE_NAME: 'harbour',
    });
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    const find = (name: string) => spans.find((span) => span.name === name);
    const request = find('POST /v1/chat/completions');
    expect(request).toMatchObject({
      parentSpanId: callerSpan,
      kind: 2,
      status: 0,
      resource: { 'service.name': 'harbour' },
      attributes: { 'http.route': '/v1/chat/completions', 'http.response.status_code': 200, 'leeward.outcome': 'ok' },
    });
    for (const name of ['moderate input', 'chat scripted', 'gate output']) {
      expect(find(name)).toMatchObject({ parentSpanId: request?.spanId });
    }
    expect(find('moderate input')?.attributes).toMatchObject({
      'leeward.moderation.outcome': 'redact',
      'leeward.moderation.categories': ['x/pii/phone'],
      'leeward.moderation.actions': ['redact'],
    });
    expect(find('chat scripted')).toMatchObject({
      kind: 3,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'leeward',
        'gen_ai.request.model': 'scripted',
        'gen_ai.response.model': 'scripted',
        'gen_ai.response.id': id,
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.max_tokens': 40,
        'gen_ai.request.stream': false,
        'gen_ai.output.type': 'text',
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.response.time_to_first_chunk': expect.any(Number),
      },
    });
    expect(find('gate output')?.events.map(({ attributes }) => attributes['leeward.moderation.outcome'])).toContain(
      'redact',
    );
  });

  it('hold no text of the caller or the model', async () => {
    await trace((api) => ask(api, 'The lighthouse keeper sings.', { traceparent: 'nonsense' }));
    const exported = Buffer.concat(receiver.bodies).toString('latin1');
    expect(exported).toContain('chat scripted');
    for (const text of ['lighthouse', 'Mail', 'soon', 'harbour']) expect(exported).not.toContain(text);
    expect(receiver.spans[0]?.traceId).not.toBe(traceId);
  });

  it('hold the approved text when they are told to, and nothing that was redacted', async () => {
    const captured = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };
    const spans = await trace((api) => ask(api), captured);
    const attributes = spans.find(({ name }) => name === 'chat scripted')?.attributes ?? {};
    expect(JSON.parse(String(attributes['gen_ai.input.messages']))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: expect.stringMatching(/^Call \[PHONE_\w+\], please\.$/) }] },
    ]);
    expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toEqual([
      {
        role: 'assistant',
        finish_reason: 'stop',
        parts: [{ type: 'text', content: expect.stringMatching(/^Mail \[EMAIL_\w+\] or \[EMAIL_\w+\] soon\.$/) }],
      },
    ]);
    const exported = Buffer.concat(receiver.bodies).toString('latin1');
    for (const text of ['901820', 'harbour.org']) expect(exported).not.toContain(text);
  });

  it('hold no text of an answer into which redacted values are put back', async () => {
    const captured = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };
    const spans = await trace((api) => ask(api), captured, { POLICY_PATH: join(folder, 'restore.yaml') });
    expect(spans.map(({ name }) => name)).toContain('chat scripted');
    expect(Buffer.concat(receiver.bodies).toString('latin1')).not.toMatch(
      /901820|harbour\.org|gen_ai\.output\.messages/,
    );
  });

  it('name the error of a request that is refused, and are no failure of the server', async () => {
    const spans = await trace((api) => ask(api, 'x'.repeat(200_001)).catch(() => undefined));
    expect(spans.find(({ name }) => name === 'POST /v1/chat/completions')).toMatchObject({
      status: 0,
      attributes: { 'http.response.status_code': 400, 'leeward.outcome': 'content_too_long' },
    });
  });

  it('tell streams, and several choices as one answer', async () => {
    const spans = await trace(async (api) => {
      const stream = await api.client.chat.completions.create({
        ...{ model: 'default', stream: true, n: 2, messages: [{ role: 'user', content: 'Hi' }] },
      });
      await collect(stream);
    });
    expect(spans.filter(({ name }) => name === 'chat scripted')).toMatchObject([
      {
        attributes: {
          'gen_ai.request.choice.count': 2,
          'gen_ai.request.stream': true,
          'gen_ai.usage.output_tokens': 10,
          'gen_ai.response.finish_reasons': ['stop', 'stop'],
        },
      },
    ]);
  });

  it('tell the making of vectors, whose tokens are counted', async () => {
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = receiver.url;
    await writeTinyBert(join(folder, 'tiny.gguf'));
    const embeddings = new EmbeddingHost(true);
    embeddings.setEngine(
      await loadEmbeddingEngine({ modelPath: join(folder, 'tiny.gguf'), gpu: false, isolation: 'in-process' }),
    );
    const api = await serveEngine(createEngine(), createModerator(), embeddings);
    const post = (input: string) =>
      api.client.embeddings.create({ model: 'default', input, encoding_format: 'float' }).catch(() => undefined);
    const answered = await post('the cat sleeps.');
    await post('the '.repeat(60));
    const tokens = answered?.usage.prompt_tokens ?? 0;
    const counted = (await readMetrics(api.url)).get('leeward_input_tokens_total', { model: 'tiny' });
    await api.close();
    expect(tokens).toBeGreaterThan(3);
    expect(counted).toBe(tokens);
    const spans = receiver.spans.filter(({ name }) => name === 'embeddings tiny');
    expect(spans).toMatchObject([
      {
        kind: 3,
        status: 0,
        attributes: { 'gen_ai.operation.name': 'embeddings', 'gen_ai.usage.input_tokens': tokens },
      },
      { kind: 3, status: 2, attributes: { 'error.type': 'EMBEDDING_INPUT' } },
    ]);
  });

  it('are left out where the sampler says so', async () => {
    expect(await trace((api) => ask(api), { OTEL_TRACES_SAMPLER: 'always_off' })).toEqual([]);
  });

  it('are not begun when they are switched off', async () => {
    expect(await trace((api) => ask(api), { OTEL_SDK_DISABLED: 'true' })).toEqual([]);
    expect(await trace((api) => ask(api), { OTEL_TRACES_EXPORTER: 'none' })).toEqual([]);
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
    ['OTEL_TRACES_EXPORTER', 'zipkin'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'collector:4317'],
  ])('stop the start for %s=%s, and name it', async (name, value) => {
    await expect(trace(async () => undefined, { [name]: value })).rejects.toThrow(name);
  });

  it('that cannot be exported hold up no request, and a line says so without the address', async () => {
    const log = takeLogLines();
    try {
      await trace(
        async (api) => expect((await ask(api)).choices).toHaveLength(1),
        { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:secret@127.0.0.1:1', OTEL_EXPORTER_OTLP_TIMEOUT: '100' },
        { LOG_FORMAT: 'json' },
      );
      expect(await log.find('tracing')).toMatchObject([
        { level: 'warn', message: expect.stringMatching(/^Traces cannot/) },
      ]);
      expect(log.lines.join('\n')).not.toMatch(/secret|127\.0\.0\.1:1/);
    } finally {
      log.stop();
    }
    expect(receiver.spans).toEqual([]);
  });
});
