import { describe, expect, it } from '@jest/globals';
import { EngineCrashedError, QueueFullError } from '../../../errors/index.js';
import { PendingRequests } from './pending-requests.js';

const message = (id: number) => ({ type: 'tokenize', id, texts: [] }) as const;

describe('pending requests', () => {
  it('are resolved or rejected, each once', async () => {
    const requests = new PendingRequests(5);
    const [first, second] = [1, 2].map((id) => requests.send(id, message(id), undefined, () => undefined));
    requests.resolve(1, 'yes');
    requests.reject(2, new Error('no'));
    requests.resolve(2, 'too late');
    await expect(first).resolves.toBe('yes');
    await expect(second).rejects.toThrow('no');
  });

  it('are refused beyond their limit', async () => {
    const requests = new PendingRequests(1);
    void requests.send(1, message(1), undefined, () => undefined);
    const refused = await requests.send(2, message(2), undefined, () => undefined).catch((error: unknown) => error);
    expect(QueueFullError.isInstance(refused)).toBe(true);
  });

  it('are removed when their caller aborts', async () => {
    const requests = new PendingRequests(1);
    const controller = new AbortController();
    const sent = requests.send(1, message(1), controller.signal, () => undefined);
    controller.abort(new Error('enough'));
    await expect(sent).rejects.toThrow('enough');
    expect(requests.messages).toEqual([]);
    await expect(requests.send(2, message(2), controller.signal, () => undefined)).rejects.toThrow('enough');
  });

  it('stay pending after one crash, and fail after two', async () => {
    const requests = new PendingRequests(1);
    const sent = requests.send(1, message(1), undefined, () => undefined).catch((error: unknown) => error);
    requests.handleCrash('killed');
    expect(requests.messages).toEqual([message(1)]);
    requests.handleCrash('killed');
    expect(EngineCrashedError.isInstance(await sent)).toBe(true);
  });
});
