import { afterAll, beforeAll, expect } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';
import { testClient } from './rows/test-client.js';

const pages = ['https://app.example.org', 'http://localhost:5173'];
let api: ServedApi;
beforeAll(async () => {
  api = await serveSettings(new ScriptedEngine(() => ['Good day.']), { CORS_ORIGINS: pages.join(',') });
});
afterAll(() => api?.close());

const post = (body: object, origin: string) =>
  fetch(`${api.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: origin },
    body: JSON.stringify(body),
  });
const messages = [{ role: 'user', content: 'Hello' }];

testClient('browser', {
  preflight: async () => {
    for (const [path, method] of [
      ['chat/completions', 'POST'],
      ['responses/resp_1', 'DELETE'],
    ] as const) {
      const response = await fetch(`${api.url}/v1/${path}`, {
        method: 'OPTIONS',
        headers: {
          Origin: pages[0] ?? '',
          'Access-Control-Request-Method': method,
          'Access-Control-Request-Headers': 'authorization,content-type,x-stainless-lang',
        },
      });
      expect(response.status).toBe(204);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': pages[0],
        'access-control-allow-methods': expect.stringContaining(method),
        'access-control-allow-headers': 'authorization,content-type,x-stainless-lang',
      });
    }
  },

  answer: async () => {
    for (const origin of pages) {
      for (const body of [{ messages }, {}]) {
        const { headers } = await post(body, origin);
        expect(headers.get('access-control-allow-origin')).toBe(origin);
        expect(headers.get('access-control-expose-headers')).toContain(
          'x-request-id,x-leeward-ignored,x-leeward-repaired,x-leeward-moderation',
        );
      }
    }
  },

  other: async () => {
    const { headers } = await post({ messages }, 'https://evil.example');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  },
});
