import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { serveEngine } from '../fixtures/serve.js';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('a client that leaves', () => {
  it.each([true, false])('stops the generation within one token (stream: %s)', async (stream) => {
    let generated = 0;
    let ended = false;
    const engine = new ScriptedEngine(async function* () {
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
      const leaving = request(`${api.url}/v1/chat/completions`, {
        method: 'POST',
        agent: false,
        headers: { 'Content-Type': 'application/json' },
      });
      const failed = once(leaving, 'error');
      leaving.end(JSON.stringify({ stream, messages: [{ role: 'user', content: 'Go on' }] }));
      while (generated < 20) await pause(5);
      leaving.destroy(new Error('enough'));
      await failed;
      // The server learns of it when the connection's end arrives, within a moment on one machine.
      await pause(50);
      const generatedBefore = generated;
      await pause(100);
      expect(generated - generatedBefore).toBeLessThanOrEqual(1);
      expect(ended).toBe(true);
      expect(engine.capacity().active).toBe(0);
    } finally {
      await api.close();
    }
  });
});
