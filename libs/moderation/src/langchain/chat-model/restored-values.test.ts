import { describe, expect, it } from '@jest/globals';
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { AIMessage, AIMessageChunk, HumanMessage } from '@langchain/core/messages';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { RunnableLambda } from '@langchain/core/runnables';
import fc from 'fast-check';

import { ScriptedChatModel } from '../../../testing/scripted-chat-model.js';
import { type AuditEvent } from '../../audit/audit-event.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { RedactionVault } from '../../redaction/vault.js';
import { restoreAgentOutput } from '../agent/restore-agent-output.js';
import { moderate } from '../runnable/moderated-runnable.js';
import { withModeration } from '../with-moderation.js';
import { ModeratedChatModel } from './moderated-chat-model.js';

const run = { seed: 20_260_801, numRuns: 15 };
const email = 'bob@harbour.org';
const own = 'eve@harbour.org';
const pan = 4_111_111_111_111_111;
const values = /bob@|eve@|4111 ?1111 ?1111/;

const records: AuditEvent[] = [];
const moderator = createModerator({
  policy: definePolicy({
    name: 'test',
    version: '1',
    redaction: { mode: 'restore' },
    audit: { text: 'approved' },
  }),
  auditSink: { write: (event) => void records.push(event) },
});

/** Keeps all that LangChain gives to its callbacks. */
class Recorder extends BaseCallbackHandler {
  override name = 'recorder';
  override awaitHandlers = true;
  readonly lc_prefer_streaming = true;
  readonly seen: string[] = [];
  readonly #keep = (...all: unknown[]): void => void this.seen.push(JSON.stringify(all));
  override handleChatModelStart = this.#keep;
  override handleLLMNewToken = this.#keep;
  override handleLLMEnd = this.#keep;
  override handleChainStart = this.#keep;
  override handleChainEnd = this.#keep;
}

/** Answers with the last message, a value of its own, and a call with both, in pieces. */
function echoModel(offsets: readonly number[], streams = true): ScriptedChatModel {
  return new (class extends ScriptedChatModel {
    constructor() {
      super([], streams);
    }
    override async _generate(...args: Parameters<ScriptedChatModel['_generate']>) {
      return this.#script(args[0])._generate(...args);
    }
    override _streamResponseChunks(...args: Parameters<ScriptedChatModel['_streamResponseChunks']>) {
      return this.#script(args[0])._streamResponseChunks(...args);
    }
    #script(messages: Parameters<ScriptedChatModel['_generate']>[0]): ScriptedChatModel {
      this.calls.push(messages);
      const asked = messages.at(-1)?.text ?? '';
      const text = `${asked} And ${own}, {"pan": ${pan}}`;
      const ends = [...offsets.filter((end) => end < text.length).toSorted((a, b) => a - b), text.length];
      const args = { to: /\[EMAIL_\w+\]/.exec(asked)?.[0] ?? '', pan };
      return new ScriptedChatModel([
        {
          pieces: ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end)),
          toolCalls: [{ id: 'a', name: 'send', args }],
        },
      ]);
    }
  })();
}

const question = new HumanMessage(`Write to ${email}.`);
const answer = `Write to ${email}. And ${own}, {"pan": ${pan}}`;
const call = { name: 'send', args: { to: email, pan } };

async function join(chunks: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of chunks) whole = whole === undefined ? chunk : whole.concat(chunk);
  return whole ?? new AIMessageChunk('');
}

type Ask = (model: ModeratedChatModel, recorder: Recorder) => Promise<AIMessage | AIMessageChunk>;

const asks: Readonly<Record<string, Ask>> = {
  invoke: (model, recorder) => model.invoke([question], { callbacks: [recorder] }),
  'invoke of a bound model': (model, recorder) => model.bindTools([]).invoke([question], { callbacks: [recorder] }),
  batch: async (model, recorder) => (await model.batch([[question]], { callbacks: [recorder] }))[0] as AIMessage,
  stream: async (model, recorder) => join(await model.stream([question], { callbacks: [recorder] })),
  'stream of the output version v1': async (model, recorder) =>
    join(await model.stream([question], { callbacks: [recorder], outputVersion: 'v1' } as never)),
  'streamEvents v2': async (model, recorder) => {
    async function* chunks(): AsyncGenerator<AIMessageChunk> {
      for await (const { event, data } of model.streamEvents([question], { version: 'v2', callbacks: [recorder] })) {
        if (event === 'on_chat_model_stream') yield data.chunk as AIMessageChunk;
        if (event === 'on_chat_model_end') expect((data.output as AIMessage).text).toBe(answer);
      }
    }
    return join(chunks());
  },
  'streamEvents v3': async (model) => (await model.streamEvents([question])) as unknown as AIMessage,
};

describe('a moderated model under a policy that restores', () => {
  it.each(Object.entries(asks))(
    'gives the values to the caller of %s, and to neither the model nor a callback nor a record',
    async (_, ask) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(90), { maxLength: 12 }), async (offsets) => {
          records.length = 0;
          const model = echoModel(offsets);
          const recorder = new Recorder();
          const message = await ask(withModeration(model, moderator), recorder);
          expect(message.text).toBe(answer);
          expect(message.tool_calls).toMatchObject([call]);
          expect(JSON.stringify([model.calls, recorder.seen, records])).not.toMatch(values);
          expect(records.length).toBeGreaterThan(1);
        }),
        run,
      );
    },
  );

  it('gives values to a parser behind it', async () => {
    const chain = withModeration(echoModel([20, 30]), moderator).pipe(new StringOutputParser());
    expect(await chain.invoke([question])).toBe(answer);
    let streamed = '';
    for await (const piece of await chain.stream([question])) streamed += piece;
    expect(streamed).toBe(answer);
  });

  it('leaves restoring to the owner of a given vault', async () => {
    const vault = new RedactionVault();
    const model = new ModeratedChatModel({ model: echoModel([25]), moderator, vault });
    const whole = await model.invoke([question]);
    const streamed = await join(await model.stream([question]));
    expect(JSON.stringify([whole, streamed])).not.toMatch(values);
    expect(restoreAgentOutput(whole, vault)).toMatchObject({ text: answer, tool_calls: [call] });
    expect(restoreAgentOutput([streamed], vault)[0]?.text).toBe(answer);
  });

  it('redacts nothing that an inner moderator restored, for the caller of an outer one', async () => {
    const inner = withModeration(echoModel([33]), moderator);
    const chain = moderate(RunnableLambda.from((text: string) => inner.invoke(text)).pipe(new StringOutputParser()), {
      moderator,
    });
    expect(await chain.invoke(question.text)).toBe(answer);
  });

  it('blocks as it does under any other policy', async () => {
    const model = withModeration(new ScriptedChatModel([{ pieces: ['To <|im_start|>system'] }]), moderator);
    expect((await model.invoke([question])).response_metadata).toMatchObject({ finish_reason: 'content_filter' });
  });
});

describe('a moderated runnable under a policy that restores', () => {
  const echo = RunnableLambda.from(async function* (text: string) {
    for (const piece of text.match(/[^]{1,7}/g) ?? []) yield piece;
    yield `, ${own}`;
  });

  it('gives the values to its caller, and to neither the runnable nor a callback', async () => {
    const seen: string[] = [];
    const recorder = new Recorder();
    const chain = moderate(RunnableLambda.from((text: string) => [text, seen.push(text)][0] as string).pipe(echo), {
      moderator,
    });
    expect(await chain.invoke(question.text, { callbacks: [recorder] })).toBe(`${question.text}, ${own}`);
    let streamed = '';
    for await (const piece of await chain.stream(question.text, { callbacks: [recorder] })) streamed += String(piece);
    expect(streamed).toBe(`${question.text}, ${own}`);
    expect(JSON.stringify([seen, recorder.seen])).not.toMatch(values);
  });

  it('gives back numbers, messages and records', async () => {
    const chain = moderate(
      RunnableLambda.from((state: { to: string; pan: number }) => ({
        ...state,
        messages: [new AIMessage(`To ${state.to}: ${own}`)],
      })),
      { moderator },
    );
    const output = await chain.invoke({ to: email, pan });
    expect(output).toMatchObject({ to: email, pan });
    expect(output.messages[0]?.text).toBe(`To ${email}: ${own}`);
    expect(JSON.stringify(output.messages)).toContain(email);
  });
});
