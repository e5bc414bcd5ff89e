import 'reflect-metadata';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  Body,
  Controller,
  Get,
  type INestApplication,
  type LoggerService,
  type MessageEvent,
  Next,
  Param,
  Post,
  Query,
  Res,
  Sse,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import fc from 'fast-check';
import { concat, concatMap, delay, from, type Observable, of, throwError } from 'rxjs';

import {
  type EscapeCase,
  escapeCase,
  escapedIn,
  escapeGate,
  escapeModerator,
  maySee,
  seenIn,
} from '../../testing/escape-cases.js';
import { Moderator } from '../moderator/moderator.js';
import { Moderated } from './moderated.decorator.js';
import { ModerationModule } from './moderation.module.js';

const run = { seed: 20_261_129, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 20) };

/** Answers with the values that each case sets. */
@Moderated()
@Controller()
class ScriptedController {
  answer: unknown;
  events: readonly (MessageEvent | string)[] = [];
  failure: Error | undefined;
  pauses = false;
  readonly seen: unknown[] = [];

  @Get('json')
  json(): unknown {
    if (this.failure) throw this.failure;
    return this.answer;
  }

  @Sse('stream')
  stream(): Observable<MessageEvent> {
    return this.#all();
  }

  @Moderated({ stream: 'values' })
  @Sse('values')
  values(): Observable<MessageEvent> {
    return this.#all();
  }

  @Post('take/:name')
  take(@Body() body: unknown, @Query() query: unknown, @Param('name') name: string): unknown {
    this.seen.push(body, query, name);
    return { body, query, name };
  }

  @Get('own')
  own(@Res() response: { json: (body: unknown) => void }): void {
    response.json(this.answer);
  }

  @Get('next')
  next(@Next() next: () => void): void {
    next();
  }

  #all(): Observable<MessageEvent> {
    const given = from(this.events as MessageEvent[]);
    const paced = this.pauses ? given.pipe(concatMap((event) => of(event).pipe(delay(1)))) : given;
    return this.failure
      ? concat(
          paced,
          throwError(() => this.failure),
        )
      : paced;
  }
}

/** Keeps everything that Nest logs. */
class KeepingLogger implements LoggerService {
  written = '';
  readonly #keep = (...logged: unknown[]): void => {
    this.written += seenIn(...logged);
  };
  log = this.#keep;
  error = this.#keep;
  warn = this.#keep;
  debug = this.#keep;
  fatal = this.#keep;
}

describe('zero characters escape from a Nest application', () => {
  let application: INestApplication;
  let controller: ScriptedController;
  let url = '';
  let moderator = escapeModerator({ mode: 'window', windowCharacters: 1, maximumWaitMs: 1, knowsSettled: true });
  const logger = new KeepingLogger();
  const decisions: unknown[] = [];

  beforeAll(async () => {
    // Nest gets one moderator for good; this one forwards to the moderator of the current case.
    const forwarding = new Proxy({} as Moderator, {
      get: (_, name) => {
        const found: unknown = Reflect.get(moderator, name, moderator);
        return typeof found === 'function' ? (found.bind(moderator) as unknown) : found;
      },
    });
    const module = await Test.createTestingModule({
      imports: [ModerationModule.forRoot({ moderator: forwarding })],
      controllers: [ScriptedController],
    }).compile();
    application = module.createNestApplication({ logger });
    await application.listen(0, '127.0.0.1');
    controller = module.get(ScriptedController);
    url = (await application.getUrl()).replace('[::1]', '127.0.0.1');
  });
  afterAll(() => application.close());

  /** Sends a request, and expects that no response, log, audit event or handler has a forbidden character. */
  async function ask(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly body: string }> {
    logger.written = '';
    controller.seen.length = 0;
    const response = await fetch(`${url}/${path}`, init);
    const body = await response.text();
    const headers = JSON.stringify([...response.headers]);
    for (const sink of [body, headers, logger.written, seenIn(decisions), seenIn(controller.seen)])
      expect(escapedIn(sink)).toBeUndefined();
    return { status: response.status, body };
  }

  const property = (check: (one: EscapeCase, other: EscapeCase, pick: number) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(
        escapeCase,
        escapeCase,
        fc.nat(11),
        escapeGate,
        fc.boolean(),
        async (one, other, pick, gate, pauses) => {
          decisions.length = 0;
          moderator = escapeModerator(gate, (event) => decisions.push(event));
          Object.assign(controller, { answer: undefined, events: [], failure: undefined, pauses });
          await check(one, other, pick);
        },
      ),
      run,
    );

  /** Removes the ids of placeholders, which differ from request to request. */
  const unnamed = (text: string): string => text.replace(/HIDDEN_[0-9A-F]{6}/g, 'HIDDEN');

  it(
    'in JSON answers',
    () =>
      property(async (one, other, pick) => {
        const answers = [
          one.whole,
          { text: one.whole, list: [{ [other.whole]: 1 }] },
          [one.whole, null, other.whole],
          { at: new Date(0), deep: { toJSON: () => one.whole } },
        ];
        controller.answer = answers[pick % answers.length];
        const { status, body } = await ask('json');
        const { text, isStopped } = await maySee(moderator, one.whole);
        if (pick % answers.length === 0) {
          expect(status).toBe(isStopped ? 403 : 200);
          if (!isStopped) expect(unnamed(body)).toBe(unnamed(text));
        }
      }),
    300_000,
  );

  it(
    'in what a handler throws, and what is logged of it',
    () =>
      property(async (one, other, pick) => {
        const failures = [
          new BadRequestException(one.whole),
          new BadRequestException({ message: [one.whole], details: other.whole }),
          new BadRequestException('no', { cause: new Error(one.whole), description: other.whole }),
          new Error(one.whole),
          Object.assign(new Error('no'), { text: one.whole, name: other.whole }),
        ];
        controller.failure = failures[pick % failures.length];
        controller.events = pick > 5 ? ['Fine.'] : [];
        const { status } = await ask('json');
        expect(status).toBe(pick % failures.length < 3 ? 400 : 500);
        await ask('stream');
      }),
    300_000,
  );

  /** Reads the data of each server-sent event in a body. */
  const toStreamEvents = (body: string): string[] =>
    body.split('\n\n').flatMap((event) => {
      const lines = event.split('\n');
      const data = lines.flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
      return data.length === 0 || lines.includes('event: error') ? [] : [data.join('\n')];
    });

  it(
    'in server-sent events of text, wherever it is cut',
    () =>
      property(async (one, _other, pick) => {
        const kinds: readonly ((data: string) => MessageEvent | string)[] = [
          (data) => ({ data }),
          (data) => data,
          (data) => ({ data, type: data, id: data }),
        ];
        controller.events = one.pieces.map((piece) => kinds[pick % kinds.length]?.(piece) ?? piece);
        const shown = toStreamEvents((await ask('stream')).body).join('');
        const { text, isStopped } = await maySee(moderator, one.whole);
        if (isStopped) expect(unnamed(text).startsWith(unnamed(shown))).toBe(true);
        else expect(unnamed(shown)).toBe(unnamed(text));
      }),
    300_000,
  );

  it(
    'in server-sent events of objects, over which a text is split',
    () =>
      property(async (one, other, pick) => {
        const kinds = [
          (piece: string): MessageEvent => ({ data: { delta: { content: piece } } }),
          (piece: string): MessageEvent => ({ data: { delta: { content: piece, more: [other.whole] } }, id: 'a' }),
          (piece: string): MessageEvent => ({ data: { delta: { content: '' } }, type: piece }),
        ];
        const kind = pick % kinds.length;
        controller.events = one.pieces.map((piece) => kinds[kind]?.(piece) ?? piece);
        const { body } = await ask('stream');
        if (kind > 0) return;
        const shown = toStreamEvents(body)
          .map((event) => (JSON.parse(event) as { delta: { content: string } }).delta.content)
          .join('');
        const { text, isStopped } = await maySee(moderator, one.whole);
        expect(unnamed(shown)).toBe(isStopped ? '' : unnamed(text));
      }),
    300_000,
  );

  it(
    'in values that stand for themselves',
    () =>
      property(async (one, other) => {
        const values = [one, other].map(({ whole }) => ({ data: { text: whole } }));
        controller.events = values;
        const { body } = await ask('values');
        const seen = await Promise.all([one, other].map(({ whole }) => maySee(moderator, whole)));
        const stopped = seen.findIndex(({ isStopped }) => isStopped);
        const expected = seen.slice(0, stopped < 0 ? 2 : stopped).map(({ text }) => ({ text: unnamed(text) }));
        expect(toStreamEvents(body).map((event) => JSON.parse(unnamed(event)) as unknown)).toEqual(expected);
      }),
    300_000,
  );

  it(
    'from bodies, queries and parameters into a handler',
    () =>
      property(async (one, other) => {
        const query = new URLSearchParams({ [other.whole.toWellFormed()]: one.whole.toWellFormed() }).toString();
        const path = `take/${encodeURIComponent(`x${one.whole.toWellFormed()}`)}?${query}`;
        const { status } = await ask(path, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ [one.whole]: [other.whole] }),
        });
        const stopped = await Promise.all(
          [one, other].map(async ({ whole }) => (await maySee(moderator, whole)).isStopped),
        );
        if (stopped.includes(true)) expect({ status, seen: controller.seen }).toEqual({ status: 400, seen: [] });
        else expect(status).toBe(201);
      }),
    300_000,
  );

  it('from a stream of values that holds more than the policy lets wait', async () => {
    moderator = escapeModerator({ mode: 'full', windowCharacters: 1, maximumWaitMs: 1, knowsSettled: true });
    Object.assign(controller, {
      failure: undefined,
      pauses: false,
      events: Array.from({ length: 100 }, () => ({ data: { text: 'x'.repeat(50) } })),
    });
    // Not 503: another try would hold as much.
    expect((await ask('stream')).status).toBe(403);
  });

  it.each(['own', 'next'])('from a route that writes its answer by itself, which is refused (%s)', async (path) => {
    controller.answer = { text: 'ΨΩ' };
    expect((await ask(path)).status).toBe(500);
    expect(logger.written).toContain('writes its answer by itself');
  });
});
