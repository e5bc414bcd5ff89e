import 'reflect-metadata';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, type INestApplication, type MessageEvent, Post, Sse } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Observable } from 'rxjs';

import { type Classifier } from '../contract/classifier.js';
import { createModerator } from '../moderator/create-moderator.js';
import { Moderated } from './moderated.decorator.js';
import { moderateStream } from './moderate-stream.js';
import { ModerationModule } from './moderation.module.js';

/** A promise, and the function that fulfils it. */
function defer<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve = (_: Value): void => undefined;
  const promise = new Promise<Value>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}

/** Classifies for as long as the text says "slow", until its signal is aborted. */
class SlowClassifier implements Classifier {
  readonly name = 'slow';
  readonly version = '1';
  readonly categories = ['x/slow'] as const;
  started = defer<void>();
  aborted = defer<void>();

  async classify({ text }: { readonly text: string }, { signal }: { readonly signal: AbortSignal }) {
    const { length } = text;
    if (!text.includes('slow'))
      return { scores: { 'x/slow': 0 }, spans: [], scanned: { start: 0, end: length }, settledTo: length };
    this.started.resolve();
    return new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        this.aborted.resolve();
        reject(signal.reason as Error);
      });
    });
  }
}

@Moderated()
@Controller()
class SlowController {
  readonly subscribed = defer<void>();
  readonly ended = defer<void>();

  @Post('input')
  input(@Body() body: unknown): unknown {
    return body;
  }

  @Get('answer')
  answer(): unknown {
    return 'slow';
  }

  @Sse('stream')
  stream(): Observable<MessageEvent> {
    return new Observable((subscriber) => {
      subscriber.next({ data: 'Hello' });
      this.subscribed.resolve();
      return () => this.ended.resolve();
    });
  }

  @Moderated({ stream: 'values' })
  @Get('values')
  values(): Observable<unknown> {
    return new Observable((subscriber) => subscriber.next('slow'));
  }
}

describe('moderateStream', () => {
  it.each([true, 'values'] as const)(
    'ends the observable of a silent handler when its reader leaves (stream: %s)',
    async (stream) => {
      let hasEnded = false;
      const answer = new Observable((subscriber) => {
        subscriber.next('Hello');
        return () => {
          hasEnded = true;
        };
      });
      const moderated = moderateStream(answer, stream, createModerator(), { requestId: 'request-1' });
      const errors: unknown[] = [];
      const subscription = moderated.subscribe({ error: (error: unknown) => errors.push(error) });
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(hasEnded).toBe(false);
      subscription.unsubscribe();
      expect(hasEnded).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(errors).toEqual([]);
    },
  );
});

describe('a client that leaves', () => {
  const classifier = new SlowClassifier();
  const logged: unknown[] = [];
  let application: INestApplication;
  let controller: SlowController;
  let url = '';

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [ModerationModule.forRoot({ classifiers: [classifier] })],
      controllers: [SlowController],
    }).compile();
    const log = (...values: unknown[]): void => void logged.push(values);
    application = module.createNestApplication({ logger: { log: () => undefined, warn: log, error: log } });
    await application.listen(0, '127.0.0.1');
    controller = module.get(SlowController);
    url = (await application.getUrl()).replace('[::1]', '127.0.0.1');
  });
  afterAll(() => application.close());

  it.each<[string, string, RequestInit]>([
    ['input', 'input', { method: 'POST', body: '{"text":"slow"}', headers: { 'Content-Type': 'application/json' } }],
    ['answer', 'answer', {}],
    ['stream of values', 'values', {}],
  ])('ends the classifiers of its %s, and leaves no line in the log', async (_, path, request) => {
    classifier.started = defer();
    classifier.aborted = defer();
    const controller = new AbortController();
    const response = fetch(`${url}/${path}`, { ...request, signal: controller.signal });
    await classifier.started.promise;
    controller.abort();
    await expect(response).rejects.toThrow('abort');
    await classifier.aborted.promise;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(logged).toEqual([]);
  });

  it('ends the event stream of a silent handler', async () => {
    const abort = new AbortController();
    const response = await fetch(`${url}/stream`, { signal: abort.signal });
    await controller.subscribed.promise;
    abort.abort();
    await expect(response.text()).rejects.toThrow('abort');
    await controller.ended.promise;
  });

  it('may send a body and wait for its answer', async () => {
    const request = { method: 'POST', body: '{"text":"Hello"}', headers: { 'Content-Type': 'application/json' } };
    expect(await (await fetch(`${url}/input`, request)).json()).toEqual({ text: 'Hello' });
  });
});
