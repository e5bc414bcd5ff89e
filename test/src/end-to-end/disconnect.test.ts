import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { serveEngine } from '../fixtures/serve.js';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a client that leaves', () => {
  it.each([
    ['/v1/chat/completions', true],
    ['/v1/chat/completions', false],
    ['/v1/messages', true],
    ['/v1/messages', false],
  ])('stops the generation within one token (%s, stream: %s)', async (path, stream) => {
    let generated = 0;
    let generatedBefore: number | undefined;
    let ended = false;
    const engine = new ScriptedEngine(async function* ({ signal }) {
      // The server learns of it when the connection's end arrives.
      signal?.addEventListener('abort', () => (generatedBefore = generated));
      try {
        for (;;) {
          await pause(10);
          generated++;
          yield 'word ';
        }
      } finally {
        ended = true;
      }
    });
    const api = await serveEngine(engine);
    try {
      // Not `fetch`, which opens another connection at once when one breaks: closing the API would wait for it.
      const leaving = request(api.url + path, {
        method: 'POST',
        agent: false,
        headers: { 'Content-Type': 'application/json' },
      });
      const failed = once(leaving, 'error');
      const messages = [{ role: 'user', content: 'Go on' }];
      leaving.end(JSON.stringify({ model: 'default', max_tokens: 10_000, stream, messages }));
      while (generated < 20) await pause(5);
      leaving.destroy(new Error('enough'));
      await failed;
      while (!ended) await pause(5);
      expect(generated - (generatedBefore ?? NaN)).toBeLessThanOrEqual(1);
      expect(engine.capacity().active).toBe(0);
    } finally {
      await api.close();
    }
  });
});
