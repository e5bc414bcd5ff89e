import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { OpenAiError } from '../../errors/openai-error.js';
import { StorageHost } from '../../storage/index.js';
import { type Turn } from '../turn.js';
import { type TurnKeeper } from '../turn-keeper.js';
import { BackgroundResponses } from './background-responses.js';

/** Creates a turn that is under way until its signal is aborted. */
function createTurn(id: string, { signal }: AbortController): Turn {
  async function* run() {
    await new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    yield* [];
  }
  return { owner: 'ann', run: { id, queue: () => [], run, fail: () => [], cancel: () => [] } } as unknown as Turn;
}

function createBackground(keeper: object = {}) {
  const quiet = { begin: async () => nextTurn(), finish: async () => undefined, ...keeper } as unknown as TurnKeeper;
  return new BackgroundResponses(new StorageHost(undefined, { items: 1, bytes: 1 }), quiet, 60);
}

function start(background: BackgroundResponses, id: string) {
  const controller = new AbortController();
  return background.start(createTurn(id, controller), controller);
}

describe('BackgroundResponses', () => {
  it('takes no more than 256 responses, also when all come at the same time', async () => {
    const background = createBackground();
    const started = await Promise.allSettled(Array.from({ length: 300 }, (_, index) => start(background, `${index}`)));
    const refused = started.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toHaveLength(300 - 256);
    expect(refused[0]).toBeInstanceOf(OpenAiError);
    expect(refused[0]).toMatchObject({ status: 429, retryAfterSeconds: 5 });
    await background.beforeApplicationShutdown();
    expect(() => background.assertRoom()).not.toThrow();
  });

  it('takes another response in place of one that could not be stored', async () => {
    const background = createBackground({ begin: () => Promise.reject(new Error('full')) });
    for (let index = 0; index < 300; index++) await expect(start(background, `${index}`)).rejects.toThrow('full');
    expect(() => background.assertRoom()).not.toThrow();
  });
});
