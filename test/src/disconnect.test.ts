import { describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { serveEngine } from './fixtures/serve.js';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a client that leaves', () => {
  it.each([true, false])('stops the generation within one token (stream: %s)', async (stream) => {
    let said = 0;
    let ended = false;
    const engine = new ScriptedEngine(async function* () {
      try {
        for (;;) {
          await pause(10);
          said++;
          yield 'word ';
        }
      } finally {
        ended = true;
      }
    });
    const api = await serveEngine(engine);
    try {
      const controller = new AbortController();
      const request = fetch(`${api.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ stream, messages: [{ role: 'user', content: 'Go on' }] }),
        signal: controller.signal,
      }).then((response) => response.text());
      while (said < 20) await pause(5);
      controller.abort();
      await expect(request).rejects.toThrow();
      // The server learns of it when the connection's end arrives, within a moment on one machine.
      await pause(50);
      const saidWhenSeen = said;
      await pause(100);
      expect(said - saidWhenSeen).toBeLessThanOrEqual(1);
      expect(ended).toBe(true);
      expect(engine.capacity().active).toBe(0);
    } finally {
      await api.close();
    }
  });
});
