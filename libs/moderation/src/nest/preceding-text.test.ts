import 'reflect-metadata';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, type INestApplication, type MessageEvent, Post, Query, Sse } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { from, type Observable } from 'rxjs';

import { type Classifier } from '../contract/classifier.js';
import { definePolicy } from '../policy/parse-policy.js';
import { Moderated } from './moderated.decorator.js';
import { ModerationModule } from './moderation.module.js';

const seen: (readonly [text: string, precedingText: string | undefined])[] = [];

const recorder: Classifier = {
  name: 'recorder',
  categories: ['x/seen'],
  stages: ['output'],
  classify: async ({ text, precedingText }) => {
    seen.push([text, precedingText]);
    return { scores: { 'x/seen': 0 }, spans: [], scanned: { start: 0, end: text.length } };
  },
};

@Controller()
class AnswerController {
  @Moderated()
  @Post('value')
  value(@Body() _question: unknown): string {
    return 'So.';
  }

  @Moderated({ input: ['query', 'body'] })
  @Post('ordered')
  ordered(@Body() _question: unknown): string {
    return 'So.';
  }

  @Moderated({ input: false })
  @Post('unread')
  unread(): string {
    return 'So.';
  }

  @Moderated()
  @Sse('text')
  text(@Query('q') _question: string): Observable<MessageEvent> {
    return from([{ data: 'So.' }]);
  }

  @Moderated({ stream: 'values' })
  @Sse('values')
  values(@Query('q') _question: string): Observable<MessageEvent> {
    return from([{ data: 'So.' }]);
  }
}

describe('the turn before an answer of a route', () => {
  let application: INestApplication;
  let url = '';
  beforeAll(async () => {
    const policy = definePolicy({ name: 'test', version: '1', categories: { 'x/pii': { action: 'redact' } } });
    const module = await Test.createTestingModule({
      imports: [ModerationModule.forRoot({ policy, classifiers: [recorder] })],
      controllers: [AnswerController],
    }).compile();
    application = module.createNestApplication({ logger: false });
    await application.listen(0, '127.0.0.1');
    url = (await application.getUrl()).replace('[::1]', '127.0.0.1');
  });
  afterAll(() => application.close());

  const post = { method: 'POST', headers: { 'Content-Type': 'application/json' } };

  it.each<[string, string, RequestInit, RegExp | undefined]>([
    ['is the body', 'value', { ...post, body: '{"question":"How?"}' }, /^question: How\?$/],
    ['ends with the body', 'value?q=Why', { ...post, body: '{"question":"How?"}' }, /^q: Why\nquestion: How\?$/],
    [
      'ends with the body in any order',
      'ordered?q=Why',
      { ...post, body: '{"question":"How?"}' },
      /^q: Why\nquestion: How\?$/,
    ],
    ['has its redactions', 'value', { ...post, body: '{"from":"bob@harbour.org"}' }, /^from: \[EMAIL_\w+\]$/],
    ['is none where no input is moderated', 'unread', { ...post, body: '{"question":"How?"}' }, undefined],
    ['is none without a text', 'value', post, undefined],
    ['goes with a gated text', 'text?q=How', {}, /^q: How$/],
    ['goes with each value of a stream', 'values?q=How', {}, /^q: How$/],
  ])('%s', async (_, path, init, expected) => {
    seen.length = 0;
    await (await fetch(`${url}/${path}`, init)).text();
    expect(seen.length).toBeGreaterThan(0);
    for (const [, precedingText] of seen) {
      if (expected === undefined) expect(precedingText).toBeUndefined();
      else expect(precedingText).toMatch(expected);
    }
  });
});
