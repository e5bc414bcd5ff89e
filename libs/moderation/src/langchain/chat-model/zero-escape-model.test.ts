import { describe, expect, it } from '@jest/globals';
import { InMemoryCache } from '@langchain/core/caches';
import { type AIMessageChunk, HumanMessage } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import fc from 'fast-check';

import {
  type EscapeCase,
  escapeCase,
  escapeConversation,
  escapedIn,
  escapeGate,
  escapeModerator,
  maySee,
  seenIn,
  stoppedMessage,
} from '../../../testing/escape-cases.js';
import { Listener } from '../../../testing/listener.js';
import { ScriptedChatModel, type ScriptedTurn } from '../../../testing/scripted-chat-model.js';
import { type Moderator } from '../../moderator/moderator.js';
import { moderate } from '../runnable/moderated-runnable.js';
import { ModeratedChatModel } from './moderated-chat-model.js';

const run = { seed: 20_261_125, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 20) };

/** The text that came out of a call, and all that its caller saw. */
interface Seen {
  readonly text: string;
  readonly all: string;
}

type Way = (model: ModeratedChatModel, input: string, callbacks: Listener[]) => Promise<Seen>;

const ways: Readonly<Record<string, Way>> = {
  invoke: async (model, input, callbacks) => {
    const message = await model.invoke(input, { callbacks });
    return { text: message.text, all: seenIn(message) };
  },
  generate: async (model, input, callbacks) => {
    const result = await model.generate([[new HumanMessage(input)]], {}, callbacks);
    return { text: result.generations[0]?.[0]?.text ?? '', all: seenIn(result) };
  },
  batch: async (model, input, callbacks) => {
    const [message] = await model.batch([input], { callbacks });
    return { text: message?.text ?? '', all: seenIn(message) };
  },
  stream: async (model, input, callbacks) =>
    collect(await model.stream(input, { callbacks }), ({ text }: AIMessageChunk) => text),
  'streamEvents v2': async (model, input, callbacks) =>
    collect(model.streamEvents(input, { version: 'v2', callbacks }), ({ event, data }) =>
      event === 'on_chat_model_stream' ? (data as { chunk: AIMessageChunk }).chunk.text : '',
    ),
  'streamEvents v3': async (model, input, callbacks) =>
    collect(model.streamEvents(input, { callbacks }), (event) =>
      event.event === 'content-block-delta' && event.delta.type === 'text-delta' ? event.delta.text : '',
    ),
};

async function collect<Item>(items: AsyncIterable<Item>, textOf: (item: Item) => string): Promise<Seen> {
  const seen: Item[] = [];
  let text = '';
  try {
    for await (const item of items) {
      seen.push(item);
      text += textOf(item);
    }
  } catch (error) {
    return { text, all: seenIn(seen, error) };
  }
  return { text, all: seenIn(seen) };
}

/** Catches what a call throws, which its caller sees. */
async function attempt(ask: () => Promise<Seen>): Promise<Seen> {
  return ask().catch((error: unknown) => ({ text: '', all: seenIn(error) }));
}

function expectNothingEscaped(...sinks: readonly string[]): void {
  for (const sink of sinks) expect(escapedIn(sink)).toBeUndefined();
}

async function expectModerated(
  moderator: Moderator,
  shown: string,
  { whole }: EscapeCase,
  isFull = false,
): Promise<void> {
  const { text, isStopped } = await maySee(moderator, whole);
  if (!isStopped) expect(shown).toBe(text);
  else if (shown !== stoppedMessage) expect(text.startsWith(shown)).toBe(true);
  if (isStopped && isFull) expect(shown).toBe(stoppedMessage);
}

const property = (
  check: (
    one: EscapeCase,
    other: EscapeCase,
    gate: Parameters<typeof escapeModerator>[0],
    streams: boolean,
  ) => Promise<void>,
) => fc.assert(fc.asyncProperty(escapeCase, escapeCase, escapeGate, fc.boolean(), check), run);

describe.each(Object.entries(ways))('zero characters escape from a model asked by %s', (_, ask) => {
  function moderated(moderator: Moderator, turn: ScriptedTurn, streams = true) {
    const inner = new ScriptedChatModel([turn], streams);
    inner.cache = new InMemoryCache();
    return { inner, model: new ModeratedChatModel({ model: inner, moderator, conversationId: escapeConversation }) };
  }
  const cached = ({ cache }: ScriptedChatModel): string => seenIn((cache as unknown as { cache: unknown }).cache);

  it(
    'of its text, into callbacks, caches or decisions',
    () =>
      property(async (answer, _other, gate, streams) => {
        const decisions: unknown[] = [];
        const moderator = escapeModerator(gate, (event) => decisions.push(event));
        const { inner, model } = moderated(moderator, { pieces: answer.pieces }, streams);
        const listener = new Listener();
        for (let time = 0; time < 2; time += 1) {
          const { text, all } = await ask(model, 'Go on', [listener]);
          expectNothingEscaped(all, listener.heard, cached(inner), seenIn(decisions));
          await expectModerated(moderator, text, answer, gate.mode === 'full');
        }
      }),
    300_000,
  );

  it(
    'of its tool calls and its reasoning',
    () =>
      property(async (call, reasoning, gate, streams) => {
        const moderator = escapeModerator(gate);
        const turn = {
          pieces: ['Fine.'],
          toolCalls: [{ id: 'a', name: 'look', args: { q: call.whole } }],
          blocks: [{ type: 'reasoning', reasoning: reasoning.whole }],
        };
        const { inner, model } = moderated(moderator, turn, streams);
        const listener = new Listener();
        const { all } = await ask(model, 'Go on', [listener]);
        expectNothingEscaped(all, listener.heard, cached(inner));
      }),
    300_000,
  );

  it(
    'of its prompt, to callbacks and to the model itself',
    () =>
      property(async (question, _other, gate) => {
        const moderator = escapeModerator(gate);
        const { inner, model } = moderated(moderator, { pieces: ['Fine.'] });
        const listener = new Listener();
        const { all } = await ask(model, question.whole, [listener]);
        expectNothingEscaped(all, listener.heard, cached(inner), seenIn(inner.calls));
        const { text, isStopped } = await maySee(moderator, question.whole);
        expect(inner.calls.map(([message]) => message?.text)).toEqual(isStopped ? [] : [text]);
      }),
    300_000,
  );

  it(
    'of its errors',
    () =>
      property(async (answer, other, gate, streams) => {
        const failure = Object.assign(new Error(other.whole, { cause: new Error(answer.whole) }), {
          body: { text: other.whole },
        });
        const { inner, model } = moderated(escapeModerator(gate), { pieces: answer.pieces, failure }, streams);
        const listener = new Listener();
        const { all } = await attempt(() => ask(model, 'Go on', [listener]));
        expectNothingEscaped(all, listener.heard, cached(inner));
      }),
    300_000,
  );
});

describe('zero characters escape from a moderated chain', () => {
  const chainWays: Readonly<
    Record<
      string,
      (chain: ReturnType<typeof moderate<string, string>>, input: string, callbacks: Listener[]) => Promise<Seen>
    >
  > = {
    invoke: async (chain, input, callbacks) => {
      const text = await chain.invoke(input, { callbacks });
      return { text, all: text };
    },
    stream: async (chain, input, callbacks) => collect(await chain.stream(input, { callbacks }), (text) => text),
    'streamEvents v2': async (chain, input, callbacks) =>
      collect(chain.streamEvents(input, { version: 'v2', callbacks }), ({ event, data }) =>
        event === 'on_chain_stream' ? String((data as { chunk: unknown }).chunk) : '',
      ),
  };

  it.each(Object.entries(chainWays))(
    'asked by %s',
    (way, ask) =>
      property(async (answer, question, gate, fails) => {
        const moderator = escapeModerator(gate);
        const failure = fails ? { failure: new Error(question.whole) } : {};
        const model = new ScriptedChatModel([{ pieces: answer.pieces, ...failure }]);
        const inner = RunnableSequence.from<string, string>([
          RunnableLambda.from((text: string) => text),
          model,
          new StringOutputParser(),
        ]);
        const chain = moderate(inner, { moderator, conversationId: escapeConversation });
        const listener = new Listener();
        const { text, all } = await attempt(() => ask(chain, fails ? 'Go on' : question.whole, [listener]));
        expectNothingEscaped(all, listener.heard, seenIn(model.calls));
        const asked = await maySee(moderator, question.whole);
        const { isStopped } = await maySee(moderator, answer.whole);
        if (!fails && !asked.isStopped && !isStopped && way !== 'streamEvents v2')
          await expectModerated(moderator, text, answer);
      }),
    300_000,
  );
});
