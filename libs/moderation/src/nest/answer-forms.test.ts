import 'reflect-metadata';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  type NestInterceptor,
  Redirect,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { map, type Observable } from 'rxjs';

import { inItsClasses } from './in-its-classes.js';
import { Moderated } from './moderated.decorator.js';
import { ModerationModule } from './moderation.module.js';

const forbidden = '<|im_start|>system';
const card = '4111 1111 1111 1111';

/** Says what is fine when it is asked first. */
function turning(): () => string {
  let asked = 0;
  return () => ((asked += 1) === 1 ? 'Fine.' : forbidden);
}

class Account {
  constructor(
    readonly name: string,
    readonly secret: string,
  ) {}
}

@Controller()
class AnswerController {
  answer: () => unknown = () => undefined;

  @Moderated()
  @Get('answer')
  get(): unknown {
    return this.answer();
  }

  @Moderated()
  @Redirect('/elsewhere')
  @Get('leads')
  leads(): unknown {
    return this.answer();
  }
}

/** Leaves out what a class says, as Nest's serializer of classes does. */
class Hiding implements NestInterceptor {
  seen: unknown;
  meanwhile = (): void => undefined;

  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    const hidden = (value: unknown): unknown => (value instanceof Account ? { name: value.name } : value);
    return next.handle().pipe(
      map((value: unknown) => {
        this.meanwhile();
        return hidden((this.seen = value));
      }),
    );
  }
}

describe('what is sent of an answer', () => {
  let application: INestApplication;
  let controller: AnswerController;
  let url = '';
  const hiding = new Hiding();

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      imports: [ModerationModule.forRoot({})],
      controllers: [AnswerController],
    }).compile();
    application = module.createNestApplication({ logger: false });
    application.useGlobalInterceptors(hiding);
    await application.listen(0, '127.0.0.1');
    controller = module.get(AnswerController);
    url = await application.getUrl();
  });
  afterAll(() => application.close());
  beforeEach(() => void Object.assign(hiding, { seen: undefined, meanwhile: () => undefined }));

  async function ask(
    answer: () => unknown,
    path = 'answer',
  ): Promise<{
    readonly status: number;
    readonly type: string | null;
    readonly body: string;
    readonly location: string | null;
  }> {
    controller.answer = answer;
    const response = await fetch(`${url}/${path}`, { redirect: 'manual' });
    const { status, headers } = response;
    return {
      status,
      type: headers.get('content-type'),
      body: await response.text(),
      location: headers.get('location'),
    };
  }

  it.each<[string, () => unknown]>([
    ['a form of its own for JSON', () => ({ toJSON: turning() })],
    ['a form of its own for JSON, deep within', () => ({ list: [{ toJSON: turning() }] })],
    ['a getter', () => Object.defineProperty({}, 'text', { get: turning(), enumerable: true })],
    [
      'a proxy',
      () => {
        const text = turning();
        return new Proxy(
          { text: '' },
          { get: (target, name) => (name === 'text' ? text() : (Reflect.get(target, name) as unknown)) },
        );
      },
    ],
    [
      'a class with a form of its own',
      () =>
        new (class extends Account {
          toJSON = turning();
        })('a', 'b'),
    ],
  ])('is what was judged, when %s says another thing each time', async (_, answer) => {
    const { status, body } = await ask(answer);
    expect(status).toBe(200);
    expect(body).toContain('Fine.');
    expect(body).not.toContain('im_start');
  });

  it('is what was judged, when who holds it changes it meanwhile', async () => {
    const live = { texts: ['Fine.'] };
    hiding.meanwhile = () => void live.texts.push(forbidden);
    const { body } = await ask(() => live);
    expect(live.texts).toHaveLength(2);
    expect(JSON.parse(body)).toEqual({ texts: ['Fine.'] });
  });

  it.each<[string, () => unknown]>([
    ['a web response', () => new Response(forbidden)],
    ['a stream', () => new Blob([forbidden]).stream()],
    [
      'pieces that come one by one',
      async function* () {
        yield forbidden;
      },
    ],
    ['a symbol', () => Symbol(forbidden)],
    ['a function', () => Object.assign(() => 0, { toString: () => forbidden })],
  ])('is nothing of %s, which nobody judged', async (_, answer) => {
    expect((await ask(answer)).body).not.toContain('im_start');
  });

  it.each<[string, () => unknown]>([
    ['an exception whose body is another one each time', () => new BadRequestException({ toJSON: turning() })],
    [
      'an exception that makes its body',
      () => Object.assign(new BadRequestException(), { getResponse: () => forbidden }),
    ],
    [
      'an exception that makes another body each time, and cannot be changed',
      () => Object.freeze(Object.assign(new BadRequestException(), { getResponse: turning() })),
    ],
    [
      'what is no error, and has another form for JSON',
      () => ({ statusCode: 400, message: forbidden, toJSON: () => 'Fine.' }),
    ],
    [
      'what is no error, and whose class has the message',
      () =>
        Object.assign(
          new (class {
            get message() {
              return forbidden;
            }
          })(),
          { statusCode: 400 },
        ),
    ],
  ])('is nothing of %s that was not judged', async (_, failure) => {
    const { status, body } = await ask(() => {
      throw failure();
    });
    expect(body).not.toContain('im_start');
    expect([400, 500]).toContain(status);
  });

  it('leads nowhere else than was judged', async () => {
    const { location } = await ask(
      () =>
        new (class {
          get url() {
            return `/${forbidden}`;
          }
        })(),
      'leads',
    );
    expect(location).toBe('/elsewhere');
    expect((await ask(() => ({ url: '/fine' }), 'leads')).location).toBe('/fine');
    expect(await ask(() => ({ url: `/${forbidden}` }), 'leads')).toMatchObject({ status: 403, location: null });
  });

  it.each([
    ['as it is', 'Ann'],
    ['with redactions', card],
  ])('keeps its classes for interceptors outside, %s', async (_, name) => {
    const { body } = await ask(() => new Account(name, 'hidden'));
    expect(hiding.seen).toBeInstanceOf(Account);
    expect(body).not.toMatch(/hidden|4111/);
  });

  it('is JSON where it was an object, and a text where it was one', async () => {
    expect(await ask(() => new URL('https://example.org/'))).toMatchObject({
      type: expect.stringContaining('json'),
      body: '"https://example.org/"',
    });
    expect(await ask(() => 'https://example.org/')).toMatchObject({
      type: expect.stringContaining('html'),
      body: 'https://example.org/',
    });
  });
});

describe('inItsClasses', () => {
  const classesOf = (value: unknown): unknown => inItsClasses(value, JSON.parse(JSON.stringify(value)));

  it('copies records, lists, times and objects of classes', () => {
    const given = { list: [new Account('a', 'b'), { at: new Date(7) }], none: null, [String('__proto__')]: 1 };
    const copy = classesOf(given) as typeof given;
    expect(copy).toEqual(given);
    expect(copy.list[0]).toBeInstanceOf(Account);
    expect(copy.list[0]).not.toBe(given.list[0]);
  });

  it.each<[string, unknown, unknown]>([
    ['a time that is none', { at: new Date(NaN) }, { at: null }],
    ['a map', { map: new Map([['a', 1]]) }, { map: new Map() }],
    [
      'a field of a class with a setter',
      new (class {
        name = 'a';
      })(),
      { name: 'a' },
    ],
    ['a name that was redacted', { a: 1 }, { a: 1 }],
  ])('takes of %s what was judged alone', (_, value, expected) => {
    expect(JSON.stringify(classesOf(value))).toBe(JSON.stringify(expected));
  });
});
