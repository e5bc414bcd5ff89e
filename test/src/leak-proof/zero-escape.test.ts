import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type GenerationRequest } from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import fc from 'fast-check';
import { cutAt, type EscapeCase, escapeCase, findEscaped, escapeModerator } from '../fixtures/escape-cases.js';
import { type Choice, joinChoiceText, readChoices } from '../fixtures/read-choices.js';
import { type ServedApi, serveEngine } from '../fixtures/serve.js';

const run = { seed: 20_261_125, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 20) };
const tool = { type: 'function', function: { name: 'pay', parameters: { type: 'object' } } };
const gates = [
  { mode: 'window', windowCharacters: 1, maximumWaitMs: 10_000 },
  { mode: 'window', windowCharacters: 40, maximumWaitMs: 1 },
  { mode: 'full', windowCharacters: 40, maximumWaitMs: 1 },
] as const;

describe.each(gates)('zero characters escape from the API, gate: $mode $windowCharacters', (gate) => {
  let script: (request: GenerationRequest) => Iterable<string> = () => [];
  let api: ServedApi;
  const decisions: unknown[] = [];
  const logged: string[] = [];
  const spies: { mockRestore: () => void }[] = [];

  beforeAll(async () => {
    for (const stream of [process.stdout, process.stderr]) {
      spies.push(jest.spyOn(stream, 'write').mockImplementation((line) => Boolean(logged.push(String(line)))));
    }
    api = await serveEngine(
      new ScriptedEngine((request) => script(request)),
      escapeModerator(gate, (event) => decisions.push(event)),
    );
  });
  afterAll(async () => {
    for (const spy of spies) spy.mockRestore();
    await api?.close();
  });

  /** Sends a request, and checks that no forbidden character is in the body, the headers, the logs or the audit. */
  async function ask(path: string, fields: object): Promise<readonly Choice[]> {
    decisions.length = 0;
    logged.length = 0;
    const response = await fetch(`${api.url}/v1/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ n: 2, seed: 1, max_tokens: 500, ...fields }),
    });
    const body = await response.text();
    const sinks = [body, JSON.stringify(decisions), logged.join(''), JSON.stringify([...response.headers])];
    for (const sink of sinks) expect(findEscaped(sink)).toBeUndefined();
    return readChoices(body);
  }

  function expectReleased(choices: readonly Choice[], index: number, { released, isStopped }: EscapeCase): void {
    const shown = joinChoiceText(choices, index);
    if (isStopped) expect(released.startsWith(shown)).toBe(true);
    else expect(shown).toBe(released);
    if (isStopped && gate.mode === 'full') expect(shown).toBe('');
    const last = choices.findLast((choice) => choice.index === index);
    expect(last?.finish_reason).toBe(isStopped ? 'content_filter' : 'stop');
  }

  const answers =
    (one: EscapeCase, other: EscapeCase) =>
    ({ sampling }: GenerationRequest) =>
      (sampling?.seed === 2 ? other : one).pieces;

  it(
    'in two choices of a chat or a completion, streamed or whole',
    () =>
      fc.assert(
        fc.asyncProperty(escapeCase, escapeCase, fc.boolean(), fc.boolean(), async (one, other, stream, isChat) => {
          script = answers(one, other);
          const choices = isChat
            ? await ask('chat/completions', { stream, logprobs: true, messages: [{ role: 'user', content: 'Go on' }] })
            : await ask('completions', { stream, prompt: 'Go on' });
          expectReleased(choices, 0, one);
          expectReleased(choices, 1, other);
        }),
        run,
      ),
    300_000,
  );

  it(
    'in calls of tools, wherever they are cut',
    () =>
      fc.assert(
        fc.asyncProperty(
          escapeCase,
          fc.array(fc.nat(300), { maxLength: 8 }),
          fc.boolean(),
          async (one, cuts, stream) => {
            const call = `<tool_call>\n${JSON.stringify({ name: 'pay', arguments: { to: one.whole } })}\n</tool_call>`;
            script = () => cutAt(call, cuts);
            const choices = await ask('chat/completions', {
              n: 1,
              stream,
              tools: [tool],
              messages: [{ role: 'user', content: 'Pay' }],
            });
            const written = choices
              .flatMap(({ delta, message }) => (delta ?? message)?.tool_calls ?? [])
              .map(({ function: { arguments: piece } }) => piece)
              .join('');
            if (one.isStopped) expect(written).toBe('');
            else expect(JSON.parse(written)).toEqual({ to: one.released });
          },
        ),
        run,
      ),
    300_000,
  );

  it(
    'in a request, and in the error of an engine',
    () =>
      fc.assert(
        fc.asyncProperty(escapeCase, escapeCase, fc.boolean(), async (question, failure, stream) => {
          script = function* () {
            yield* failure.pieces;
            throw new Error(failure.whole);
          };
          await ask('chat/completions', { stream, messages: [{ role: 'user', content: question.whole }] });
          await ask('completions', { stream, prompt: question.whole });
        }),
        run,
      ),
    300_000,
  );
});
