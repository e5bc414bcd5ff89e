import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTinyBert, writeTinyMixtral } from '@leeward/mixtral-llm/testing';
import { type RunningServer, startServer } from '../server/start-server.js';

/** A server with a key. */
export interface FuzzedServer extends RunningServer {
  readonly key: string;
}

/** Settings under which every route exists, answers are short, and one that takes too long is a failure. */
const settings = {
  GPU: 'false',
  THREADS: '1',
  CONTEXT_SIZE: '160',
  MAX_QUEUED_REQUESTS: '256',
  AUDIT_LOG: 'off',
  CHAT_RENDER: 'true',
  REQUEST_TIMEOUT: '60',
};

/** Milliseconds in which the server must be ready. */
const startTimeout = 120_000;

/** Starts the API with tiny models of random weights, and a key. The rest is as `npm start` has it. */
export async function startFuzzedServer(folder: string, hasGuard: boolean): Promise<FuzzedServer> {
  const [model, embeddings, keys] = ['tiny.gguf', 'tiny-bert.gguf', 'keys.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const key = randomBytes(16).toString('hex');
  const sha256 = createHash('sha256').update(key).digest('hex');
  await Promise.all([
    writeTinyMixtral(model),
    writeTinyBert(embeddings),
    writeFile(keys, JSON.stringify({ keys: [{ name: 'fuzz', sha256, choices: 'any' }] })),
  ]);
  const variables = { ...settings, MODEL_PATH: model, EMBEDDING_MODEL_PATH: embeddings, API_KEYS_PATH: keys };
  const server = await startServer({ ...variables, ...(!hasGuard && { GUARD_MODEL: 'off' }) }, startTimeout);
  return { ...server, key };
}
