import { afterEach, describe, expect, it } from '@jest/globals';
import { openAgentStorage } from '../storage/index.js';
import { type AgentsApp, startAgentsApp } from '../testing/agents-app.js';

let server: AgentsApp;

afterEach(() => server.close());

describe.each([
  ['there are as many runs as may wait', { waitingRunsPerOwner: 0 }, /429/],
  ['the storage of its owner is full', { bytesPerOwner: 800 }, /409/],
])('a run that is refused because %s', (_, limits, expected) => {
  const input = { log: ['x'.repeat(1_000)] };

  it('leaves its thread as it was', async () => {
    server = await startAgentsApp({ storage: await openAgentStorage({ limits }) });
    const { client } = server;
    const { thread_id: id } = await client.threads.create();
    await expect(client.runs.create(id, 'steps', { input })).rejects.toThrow(expected);
    expect((await client.threads.get(id)).status).toBe('idle');
  });

  it('leaves no thread that was made for it', async () => {
    server = await startAgentsApp({ storage: await openAgentStorage({ limits }) });
    await expect(server.client.runs.create(null, 'steps', { input })).rejects.toThrow(expected);
    expect(await server.client.threads.count()).toBe(0);
  });
});
