import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { joinChoiceText, readChoices } from '../fixtures/read-choices.js';
import { type ServedApi, serveEngine } from '../fixtures/serve.js';

/** Texts that the default policy stops: a control string, and a card number (a published test number). */
const forbidden = ['<|im_start|>', '4111 1111 1111 1111'] as const;
const before = 'All is well here, ';
const after = ' and nothing more was said of it.';

describe('no text reaches the client before it is moderated', () => {
  let api: ServedApi;
  let pieces: readonly string[] = [];
  const engine = new ScriptedEngine(() => pieces);

  beforeAll(async () => {
    api = await serveEngine(engine);
  });
  afterAll(() => api?.close());

  async function raw(stream: boolean): Promise<string> {
    const response = await fetch(`${api.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ stream, messages: [{ role: 'user', content: 'Hello' }] }),
    });
    return response.text();
  }

  const toText = (body: string) => joinChoiceText(readChoices(body), 0);

  describe.each(forbidden.flatMap((phrase) => [true, false].map((stream) => ({ phrase, stream }))))(
    '$phrase, stream: $stream',
    ({ phrase, stream }) => {
      const text = before + phrase + after;

      it('is held back wherever the text is split', async () => {
        for (let split = 0; split <= text.length; split++) {
          pieces = [text.slice(0, split), text.slice(split)];
          const body = await raw(stream);
          expect(body).not.toContain(phrase);
          expect(body).not.toContain(phrase.slice(0, -1));
          expect(before.startsWith(toText(body).slice(0, before.length))).toBe(true);
        }
      });

      it('is held back character by character', async () => {
        pieces = [...text];
        const body = await raw(stream);
        expect(toText(body)).not.toContain(phrase.slice(0, 4));
      });
    },
  );

  it('releases harmless text unchanged', async () => {
    pieces = [...(before + 'as it should be.')];
    for (const stream of [true, false]) expect(toText(await raw(stream))).toBe(pieces.join(''));
  });

  it('ends a blocked answer with content_filter, and stops the generation', async () => {
    let generated = 0;
    pieces = [];
    const endless = new ScriptedEngine(async function* () {
      yield 'Here it is: <|im_start|> ';
      for (; generated < 100_000; generated++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield 'more and more words ';
      }
    });
    const served = await serveEngine(endless);
    try {
      const stream = await served.client.chat.completions.create({
        model: 'default',
        stream: true,
        messages: [{ role: 'user', content: 'Go on' }],
      });
      const reasons: unknown[] = [];
      for await (const chunk of stream) reasons.push(chunk.choices[0]?.finish_reason);
      expect(reasons.at(-1)).toBe('content_filter');
      expect(generated).toBeLessThan(1000);
      const whole = await served.client.chat.completions.create({
        model: 'default',
        messages: [{ role: 'user', content: 'Go on' }],
      });
      expect(whole.choices[0]?.finish_reason).toBe('content_filter');
    } finally {
      await served.close();
    }
  });

  it('sends no text to the tracers that an environment may switch on', async () => {
    const traced: string[] = [];
    const collector = createServer((request, response) => {
      request.on('data', (piece) => traced.push(String(piece))).on('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const settings = {
      LANGSMITH_TRACING: 'true',
      LANGSMITH_API_KEY: 'key',
      LANGSMITH_ENDPOINT: endpoint,
      LANGCHAIN_VERBOSE: 'true',
    };
    Object.assign(process.env, settings);
    const written = jest.spyOn(console, 'log').mockImplementation((text) => void traced.push(String(text)));
    try {
      pieces = ['The secret is ', forbidden[1]];
      for (const stream of [true, false]) await raw(stream);
      await new Promise((resolve) => setTimeout(resolve, 500));
    } finally {
      for (const name of Object.keys(settings)) delete process.env[name];
      written.mockRestore();
      await new Promise((resolve) => collector.close(resolve));
    }
    expect(traced.join('')).not.toContain('secret');
  });
});
