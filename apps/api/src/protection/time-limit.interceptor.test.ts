import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type CallHandler, type ExecutionContext } from '@nestjs/common';
import { firstValueFrom, NEVER, type Observable, of, throwError } from 'rxjs';
import { TimeLimitInterceptor, type TimeLimitLocals } from './time-limit.interceptor.js';

/** The part of a response that the interceptor uses. */
function createResponse(headersSent = false) {
  return { headersSent, locals: {} as TimeLimitLocals, destroy: jest.fn() };
}

/** Runs a handler within ten seconds. */
function run(response: ReturnType<typeof createResponse>, result: Observable<unknown>): Promise<unknown> {
  const context = { switchToHttp: () => ({ getResponse: () => response }) } as unknown as ExecutionContext;
  const next: CallHandler = { handle: () => result };
  return firstValueFrom(new TimeLimitInterceptor(10).intercept(context, next));
}

const timeout = { status: 504, message: expect.stringContaining('longer than 10 seconds') };

describe('TimeLimitInterceptor', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('passes on a result and an error that come in time, and then measures no more', async () => {
    await expect(run(createResponse(), of('answer'))).resolves.toBe('answer');
    const error = new Error('other');
    await expect(
      run(
        createResponse(),
        throwError(() => error),
      ),
    ).rejects.toBe(error);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends the work by its signal, and gives work that does not end a few seconds', async () => {
    const response = createResponse();
    const result = run(response, NEVER);
    result.catch(() => undefined);
    jest.advanceTimersByTime(9999);
    expect(response.locals.timeLimit?.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(response.locals.timeLimit?.reason).toMatchObject(timeout);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(5000);
    await expect(result).rejects.toMatchObject(timeout);
    expect(response.destroy).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('cuts a stream that does not end', async () => {
    const response = createResponse(true);
    const result = run(response, NEVER);
    result.catch(() => undefined);
    jest.advanceTimersByTime(15_000);
    await expect(result).rejects.toMatchObject(timeout);
    expect(response.destroy).toHaveBeenCalledTimes(1);
  });
});
