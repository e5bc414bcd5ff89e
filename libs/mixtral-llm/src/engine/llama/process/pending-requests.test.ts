import { describe, expect, it } from '@jest/globals';
import { EngineCrashedError, QueueFullError } from '../../../errors/index.js';
import { PendingRequests } from './pending-requests.js';

const message = (id: number) => ({ type: 'tokenize', id, texts: [] }) as const;

describe('questions to the worker', () => {
  it('are answered, refused, or given up, each once', async () => {
    const questions = new PendingRequests(5);
    const [first, second] = [1, 2].map((id) => questions.ask(id, message(id), undefined, () => undefined));
    questions.resolve(1, 'yes');
    questions.reject(2, new Error('no'));
    questions.resolve(2, 'too late');
    await expect(first).resolves.toBe('yes');
    await expect(second).rejects.toThrow('no');
  });

  it('are bounded', async () => {
    const questions = new PendingRequests(1);
    void questions.ask(1, message(1), undefined, () => undefined);
    const refused = await questions.ask(2, message(2), undefined, () => undefined).catch((error: unknown) => error);
    expect(QueueFullError.isInstance(refused)).toBe(true);
  });

  it('are forgotten when the asker leaves', async () => {
    const questions = new PendingRequests(1);
    const controller = new AbortController();
    const asked = questions.ask(1, message(1), controller.signal, () => undefined);
    controller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    expect(questions.messages).toEqual([]);
    await expect(questions.ask(2, message(2), controller.signal, () => undefined)).rejects.toThrow('enough');
  });

  it('are asked again after one crash, not after two', async () => {
    const questions = new PendingRequests(1);
    const asked = questions.ask(1, message(1), undefined, () => undefined).catch((error: unknown) => error);
    questions.crashed('killed');
    expect(questions.messages).toEqual([message(1)]);
    questions.crashed('killed');
    expect(EngineCrashedError.isInstance(await asked)).toBe(true);
  });
});
