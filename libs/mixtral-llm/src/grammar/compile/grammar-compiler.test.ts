import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { QueueFullError, UnsupportedSchemaError } from '../../errors/index.js';
import { GrammarCompiler } from './grammar-compiler.js';
import { type GrammarRequest } from './grammar-request.js';

const value = (schema: object, fields: object = {}): GrammarRequest => ({
  kind: 'value',
  schema: { ...schema },
  ...fields,
});

const strict = { origin: 'the response format', isAnswerStrict: true };

/** Compiles in a fifth of a second, and so in a thread. */
const large = value({
  type: 'object',
  properties: Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`name${index}`, { type: 'string' }])),
  additionalProperties: true,
});

/** Compiles for minutes, since a validator backtracks in the listed value. */
const endlessSchema = { enum: [`${'a'.repeat(40)}b`], pattern: '^(a+)+$' };

async function catchError(result: Promise<unknown>): Promise<unknown> {
  return result.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('GrammarCompiler', () => {
  it.each([
    ['small', value({ type: 'boolean' })],
    ['large', large],
    [
      'of calls',
      {
        kind: 'calls',
        tools: [{ name: 'draw', parameters: { type: 'object', properties: { x: { type: 'integer' } } } }],
      } satisfies GrammarRequest,
    ],
  ])('compiles a grammar to the same text with compile and compileNow: %s', async (_, request) => {
    expect(await new GrammarCompiler().compile(request)).toEqual(new GrammarCompiler().compileNow(request));
  });

  it('compiles a small grammar while a large one is compiled', async () => {
    const compiler = new GrammarCompiler();
    const order: string[] = [];
    await Promise.all([
      compiler.compile(large).then(() => order.push('large')),
      compiler.compile(value({ type: 'boolean' })).then(() => order.push('small')),
    ]);
    expect(order).toEqual(['small', 'large']);
  });

  it('compiles a large grammar once for all callers that wait for it', async () => {
    const compiler = new GrammarCompiler();
    const [one, other] = await Promise.all([compiler.compile(large), compiler.compile(large)]);
    expect(other).toBe(one);
    expect(await compiler.compile(large)).toBe(one);
  });

  it('names the origin of a strict schema that it refuses, small or large', async () => {
    const small = await catchError(new GrammarCompiler().compile(value({ not: { type: 'null' } }, strict)));
    const { schema } = large as Extract<GrammarRequest, { kind: 'value' }>;
    const bad = await catchError(
      new GrammarCompiler().compile(value({ ...(schema as object), maxProperties: 800, minProperties: 500 }, strict)),
    );
    for (const error of [small, bad])
      expect(error).toMatchObject({ code: 'UNSUPPORTED_SCHEMA', origin: 'the response format' });
  });

  it('stops work for which no caller waits, and goes on with the next', async () => {
    const compiler = new GrammarCompiler({ timeoutMs: 600_000 });
    const leaving = Array.from({ length: 17 }, () => new AbortController());
    const unlike = (index: number) => value({ enum: [`${'a'.repeat(40)}b`, `x${index}`], pattern: '^(a+)+$' });
    const left = leaving.map(({ signal }, index) =>
      catchError(compiler.compile(unlike(index), { caller: 'hostile', signal })),
    );
    expect(QueueFullError.isInstance(await catchError(compiler.compile(unlike(17), { caller: 'hostile' })))).toBe(true);
    const other = compiler.compile(large, { caller: 'other' });
    for (const controller of leaving) controller.abort(new Error('left'));
    expect((await Promise.all(left)).map(String)).toEqual(leaving.map(() => 'Error: left'));
    expect((await other).gbnf).toContain('name899');
  });

  it('goes on for other callers when one of them leaves', async () => {
    const compiler = new GrammarCompiler();
    const leaving = new AbortController();
    const [left, stays] = [catchError(compiler.compile(large, { signal: leaving.signal })), compiler.compile(large)];
    leaving.abort(new Error('left'));
    expect(String(await left)).toBe('Error: left');
    expect((await stays).gbnf).toContain('name899');
  });

  it('gives up on an endless schema at its time limit, even when garbage is collected, and goes on', async () => {
    setFlagsFromString('--expose-gc');
    const collecting = setInterval(runInNewContext('gc') as () => void, 100);
    const compiler = new GrammarCompiler({ timeoutMs: 1_000 });
    const [error, loose, grammar] = await Promise.all([
      catchError(compiler.compile(value(endlessSchema, strict))),
      compiler.compile(value(endlessSchema)),
      compiler.compile(value({ type: 'null' })),
    ]);
    expect(UnsupportedSchemaError.isInstance(error)).toBe(true);
    expect((error as Error).message).toContain('The JSON Schema of the response format');
    expect(loose.relaxed).toEqual([{ places: [''] }]);
    expect(grammar.gbnf).toContain('null');
    clearInterval(collecting);
  });
});
