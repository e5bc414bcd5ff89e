import 'reflect-metadata';

import { afterEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, type INestApplication, Post } from '@nestjs/common';
import { Test } from '@nestjs/testing';

import { type Classifier } from '../contract/classifier.js';
import { ClassifierError } from '../errors/moderation-errors.js';
import { definePolicy } from '../policy/parse-policy.js';
import { Moderated } from './moderated.decorator.js';
import { ModerationModule } from './moderation.module.js';

/** Fails as the text says. */
const classifier: Classifier = {
  name: 'own',
  categories: ['x/own'],
  classify: async ({ text }) => {
    const failure = (['failed', 'too-long', 'overloaded'] as const).find((code) => text.includes(code));
    if (failure !== undefined) throw new ClassifierError('own', 'No.', { failure });
    return { scores: { 'x/own': 0 }, spans: [], scanned: { start: 0, end: text.length } };
  },
};

@Moderated()
@Controller()
class TextController {
  static answer = '';

  @Post('input')
  input(@Body() body: unknown): unknown {
    return body;
  }

  @Get('output')
  output(): unknown {
    return { text: TextController.answer };
  }
}

describe('the status of a refusal', () => {
  let application: INestApplication;

  afterEach(() => application.close());

  it.each<[string, number, number, string | null]>([
    ['failed', 503, 503, null],
    ['too-long', 400, 403, null],
    ['overloaded', 429, 429, '2'],
  ])('says of a text that is %s whether another try helps', async (code, input, output, retryAfter) => {
    const policy = definePolicy({ name: 'test', version: '1' });
    const module = await Test.createTestingModule({
      imports: [ModerationModule.forRoot({ policy, classifiers: [classifier] })],
      controllers: [TextController],
    }).compile();
    application = module.createNestApplication({ logger: false });
    await application.listen(0, '127.0.0.1');
    const url = (await application.getUrl()).replace('[::1]', '127.0.0.1');
    const sent = await fetch(`${url}/input`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text: code }),
    });
    TextController.answer = code;
    const answered = await fetch(`${url}/output`);
    expect([sent.status, answered.status]).toEqual([input, output]);
    for (const response of [sent, answered]) expect(response.headers.get('retry-after')).toBe(retryAfter);
  });
});
