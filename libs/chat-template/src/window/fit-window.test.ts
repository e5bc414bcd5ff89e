import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { type ChatMessage } from '../conversation/messages.js';
import { type PromptOptions, type ToolChoice } from '../conversation/prompt-options.js';
import { assemblePrompt, encodePrompt, planPrompt } from '../encoding/encode.js';
import { EncodedTextCache } from '../encoding/encoded-text-cache.js';
import { PlanMismatchError, WindowTooSmallError } from '../errors/chat-template-errors.js';
import { instructV1, instructV1Card } from '../templates/instruct-v1.js';
import { jinjaTemplate } from '../templates/jinja/jinja-template.js';
import { hostileConversation, hostileTools } from '../testing/conversations.js';
import { CountingTokenizer, v1Tokenizer } from '../testing/v1-tokenizer.js';
import { type EncodedText } from '../tokenizer/tokenizer.js';
import { type FittedWindow, fitWindow, fitWindowAsync, type FitWindowOptions } from './fit-window.js';
import { listMessagesFrom, splitTurns } from './split-turns.js';

const run = { seed: 20_260_104, numRuns: 40 };
const encodedTexts = new Map<string, EncodedText>();
/** Caches, since the tests encode the same texts many times. */
const tokenizer = {
  ...v1Tokenizer,
  encode(text: string): EncodedText {
    const encoded = encodedTexts.get(text) ?? v1Tokenizer.encode(text);
    encodedTexts.set(text, encoded);
    return encoded;
  },
};
const chatMl = jinjaTemplate({
  source:
    '{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n',
  controlTokens: new Map([
    ['<|im_start|>', 3],
    ['<|im_end|>', 4],
  ]),
});

/** Encodes the kept messages alone, with the indexes of all messages. */
function encodeAlone(
  messages: readonly ChatMessage[],
  { keptMessages }: FittedWindow,
  { template, ...options }: Pick<FitWindowOptions, 'template'> & PromptOptions,
) {
  const kept = keptMessages.map((index) => messages[index] as ChatMessage);
  const plan = planPrompt(kept, template, options);
  const prompt = assemblePrompt(
    plan,
    plan.texts.map((text) => tokenizer.encode(text)),
  );
  const toCallerIndex = (index: number) => keptMessages[index] ?? index;
  return {
    prompt: {
      ...prompt,
      spans: prompt.spans.map((span) => ({ ...span, messageIndex: toCallerIndex(span.messageIndex) })),
    },
    findings: plan.findings.map((finding) => ({
      ...finding,
      messageIndex: toCallerIndex(finding.messageIndex),
      path: finding.path.replace(/^messages\[\d+\]/, `messages[${toCallerIndex(finding.messageIndex)}]`),
    })),
  };
}

const turn = (text: string): ChatMessage[] => [
  { role: 'user', content: `${text}?` },
  { role: 'assistant', content: `${text}!` },
];
const last: ChatMessage = { role: 'user', content: 'And now?' };

describe.each([instructV1, instructV1Card, chatMl])('fitWindow: $version', (template) => {
  it('keeps the turns that fit, and gives the ids of the kept messages alone', () => {
    const choices = fc.constantFrom<ToolChoice | undefined>(undefined, 'none', 'required');
    fc.assert(
      fc.property(hostileConversation, hostileTools, choices, fc.nat(400), (messages, tools, toolChoice, maxTokens) => {
        const options = { template, tools, toolChoice: tools.length > 0 ? toolChoice : undefined };
        const split = splitTurns(messages);
        const countFrom = (first: number) =>
          encodePrompt(
            listMessagesFrom(split, first, messages.length).map((index) => messages[index] as ChatMessage),
            { ...options, tokenizer },
          ).tokens.length;
        const lastTurn = split.starts.length - 1;
        if (countFrom(lastTurn) > maxTokens && maxTokens % 2 === 0) {
          expect(() => fitWindow(messages, { ...options, tokenizer, maxTokens: 0 })).toThrow(WindowTooSmallError);
          return;
        }
        const room = Math.max(maxTokens, countFrom(lastTurn));
        const fitted = fitWindow(messages, { ...options, tokenizer, maxTokens: room });
        expect({ prompt: fitted.prompt, findings: fitted.findings }).toEqual(encodeAlone(messages, fitted, options));
        expect(fitted.prompt.tokens.length).toBeLessThanOrEqual(room);
        expect([...fitted.keptMessages, ...fitted.droppedMessages].sort((a, b) => a - b)).toEqual([...messages.keys()]);
        const first = split.starts.findIndex((start) => fitted.keptMessages.includes(start));
        expect(fitted.keptMessages).toEqual(listMessagesFrom(split, first, messages.length));
        if (first > 0) expect(countFrom(first - 1)).toBeGreaterThan(room);
      }),
      run,
    );
  });

  it('gives the same with caches when a conversation grows, is edited and is taken back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(hostileConversation, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 150, max: 600 }),
        async (conversations, maxTokens) => {
          const cached = { cache: new EncodedTextCache({ maxTexts: 20 }) };
          const cachedElsewhere = { cache: new EncodedTextCache() };
          const encodeTexts = async (texts: readonly string[]) => texts.map((text) => tokenizer.encode(text));
          for (const conversation of conversations) {
            for (let length = 1; length <= conversation.length; length++) {
              const messages = conversation.slice(0, length).map((message) => ({ ...message }));
              const fit = (more: object) =>
                catchError(() => fitWindow(messages, { template, tokenizer, maxTokens, ...more }));
              const expected = fit({});
              expect(fit(cached)).toEqual(expected);
              const elsewhere = fitWindowAsync(messages, { template, encodeTexts, maxTokens, ...cachedElsewhere });
              expect(await elsewhere.catch((error: unknown) => error)).toEqual(expected);
            }
          }
        },
      ),
      { ...run, numRuns: 10 },
    );
  });

  it('keeps a call, its result and the text that the user adds together', () => {
    const messages: ChatMessage[] = [
      { role: 'system', content: 'Be brief.' },
      ...turn('one'),
      { role: 'user', content: 'Time?' },
      { role: 'assistant', content: '', toolCalls: [{ id: '1', name: 'clock', arguments: '{}' }] },
      { role: 'tool', content: '12:00', toolCallId: '1' },
      { role: 'user', content: 'In words.' },
      { role: 'assistant', content: 'Noon.' },
      last,
    ];
    const cuts = new Set<string>();
    for (let maxTokens = 1; maxTokens < 400; maxTokens++) {
      const fitted = catchError(() => fitWindow(messages, { template, tokenizer, maxTokens }));
      if (!(fitted instanceof Error)) cuts.add(fitted.droppedMessages.join());
    }
    expect([...cuts]).toEqual(['1,2,3,4,5,6,7', '1,2', '']);
  });

  it('reports the needed room when the window is too small', () => {
    const messages: ChatMessage[] = [...turn('one'), last];
    const { length } = encodePrompt([last], { template, tokenizer }).tokens;
    expect(fitWindow(messages, { template, tokenizer, maxTokens: length }).droppedMessages).toEqual([0, 1]);
    const error = catchError(() => fitWindow(messages, { template, tokenizer, maxTokens: length - 1 }));
    expect(WindowTooSmallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: 'WINDOW_TOO_SMALL', neededTokens: length, maxTokens: length - 1 });
  });

  it('refuses invalid conversations, and rejects control strings of kept messages only', () => {
    const fit = (messages: readonly ChatMessage[], maxTokens = 60) =>
      catchError(() => fitWindow(messages, { template, tokenizer, maxTokens, untrustedText: 'reject' }));
    const control = template.guardedStrings[0] as string;
    expect(fit([])).toMatchObject({ code: 'EMPTY_CONVERSATION' });
    expect(fit([...turn('one'), { role: 'assistant', content: '' }, last])).toMatchObject({
      code: 'EMPTY_ASSISTANT_MESSAGE',
      messageIndex: 2,
    });
    expect(fit([...turn(control), ...turn('two'.repeat(30)), last])).toMatchObject({
      droppedMessages: [0, 1, 2, 3],
      findings: [],
    });
    expect(fit([...turn('two'.repeat(30)), { role: 'user', content: `x${control}` }])).toMatchObject({
      code: 'CONTROL_STRING_IN_TEXT',
      messageIndex: 2,
      findings: [{ path: 'messages[2].content', offset: 1, action: 'rejected' }],
    });
  });
});

describe('the cost of fitWindow', () => {
  const conversation = (turns: number): ChatMessage[] => [
    { role: 'system', content: 'You are a helpful assistant.' },
    ...Array.from({ length: turns }, (_, index) =>
      turn(`${10_000 + index} is a number that many people have thought about for some time`),
    ).flat(),
    last,
  ];

  it.each([instructV1, chatMl])('encodes under 1 % of a long conversation for a new turn ($version)', (template) => {
    const counting = new CountingTokenizer();
    const kept = {
      cache: new EncodedTextCache(),
      template,
      tokenizer: counting,
      maxTokens: Infinity,
    };
    const messages = conversation(1000);
    fitWindow(messages, kept);
    const whole = counting.encodedBytes;
    fitWindow([...messages, { role: 'assistant', content: 'Nothing.' }, last], kept);
    expect(counting.encodedBytes - whole).toBeLessThan(whole / 100);
    expect(counting.encodedBytes - whole).toBeGreaterThan(0);
  });

  it('renders and encodes as little for a new turn of a long conversation as for one of a short one', () => {
    const costOfNewTurn = (length: number) => {
      const counting = new CountingTokenizer();
      const render = jest.fn(instructV1.render);
      const template = { ...instructV1, render };
      const kept = {
        cache: new EncodedTextCache(),
        template,
        tokenizer: counting,
        maxTokens: 1000,
      };
      const messages = conversation(length);
      fitWindow(messages, kept);
      const before = { bytes: counting.encodedBytes, calls: render.mock.calls.length };
      fitWindow([...messages, { role: 'assistant', content: 'Nothing.' }, last], kept);
      return {
        bytes: counting.encodedBytes - before.bytes,
        calls: render.mock.calls.length - before.calls,
      };
    };
    expect(costOfNewTurn(2000)).toEqual(costOfNewTurn(100));
  });

  it('encodes only a little more of a long conversation than the window', () => {
    const counting = new CountingTokenizer();
    fitWindow(conversation(5000), { template: instructV1, tokenizer: counting, maxTokens: 500 });
    expect(counting.encodedBytes).toBeLessThan(10_000);
  });

  it('asks a tokenizer elsewhere for each text once', async () => {
    const encodeTexts = jest.fn(async (texts: readonly string[]) => texts.map((text) => tokenizer.encode(text)));
    const messages = conversation(100);
    await fitWindowAsync(messages, {
      template: instructV1,
      encodeTexts,
      cache: new EncodedTextCache(),
      maxTokens: Infinity,
    });
    const texts = encodeTexts.mock.calls.flatMap(([asked]) => asked);
    expect(new Set(texts).size).toBe(texts.length);
    expect(encodeTexts.mock.calls.length).toBeLessThan(10);
    await expect(
      fitWindowAsync(messages, { template: instructV1, encodeTexts: async () => [], maxTokens: 10 }),
    ).rejects.toThrow(PlanMismatchError);
  });
});

function catchError<Result>(act: () => Result): Result | Error {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
