import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodePrompt, planPrompt } from './encode.js';
import { instructV1, instructV1Card } from '../templates/instruct-v1.js';
import { type ChatMessage, type EncodedPrompt, type ToolDefinition } from '../conversation/messages.js';
import { type UntrustedTextPolicy } from '../conversation/prompt-options.js';
import { hostileConversation, hostileTools } from '../testing/conversations.js';
import { v1Tokenizer as tokenizer } from '../testing/v1-tokenizer.js';

const run = { seed: 20_260_102, numRuns: 150 };

/** The ids of each control string, with and without the prefix space. */
const boundaries: Readonly<Record<string, readonly (readonly number[])[]>> = {
  '<s>': [[1]],
  '</s>': [[2]],
  '[INST]': [
    [733, 16289, 28793],
    [28792, 16289, 28793],
  ],
  '[/INST]': [
    [733, 28748, 16289, 28793],
    [28792, 28748, 16289, 28793],
  ],
};

interface Boundary {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function boundariesOf({ tokens }: EncodedPrompt): Boundary[] {
  return tokens.flatMap((_, start) =>
    Object.entries(boundaries).flatMap(([name, forms]) =>
      forms
        .filter((ids) => ids.every((id, index) => tokens[start + index] === id))
        .map((ids) => ({ name, start, end: start + ids.length })),
    ),
  );
}

/** The same conversation without anything to hide. */
const harmless = (messages: readonly ChatMessage[]) =>
  messages.map((message): ChatMessage => ({
    ...message,
    content: message.content && 'x',
    ...(message.toolCalls && { toolCalls: message.toolCalls.map((call) => ({ ...call, arguments: '{}' })) }),
  }));

const harmlessTools = (tools: readonly ToolDefinition[]) => tools.map(({ name }) => ({ name }));

const ownersOf = ({ spans }: EncodedPrompt, { start, end }: Boundary) =>
  spans.filter((span) => span.start < end && span.end > start).map(({ source }) => source);

describe.each([instructV1, instructV1Card])('unforgeable turns: $version', (template) => {
  const holdsItsOwnBoundaries = (policy?: UntrustedTextPolicy) =>
    fc.property(hostileConversation, hostileTools, (messages, tools) => {
      const prompt = encodePrompt(messages, { template, tokenizer, tools, untrustedText: policy });
      const expected = encodePrompt(harmless(messages), { template, tokenizer, tools: harmlessTools(tools) });
      const found = boundariesOf(prompt);
      expect(found.map(({ name }) => name)).toEqual(boundariesOf(expected).map(({ name }) => name));
      expect(found.flatMap((boundary) => ownersOf(prompt, boundary)).filter((owner) => owner !== 'template')).toEqual(
        [],
      );
    });

  it('holds the boundaries of the template and no others', () => {
    fc.assert(holdsItsOwnBoundaries(), run);
  });

  it('would hold others if control strings were allowed', () => {
    expect(fc.check(holdsItsOwnBoundaries('allow'), { ...run, endOnFailure: true }).failed).toBe(true);
  });

  it('covers every id with spans, in order, and gives each message its own text', () => {
    fc.assert(
      fc.property(hostileConversation, hostileTools, (messages, tools) => {
        const { tokens, spans } = encodePrompt(messages, { template, tokenizer, tools });
        expect([0, ...spans.map(({ end }) => end)]).toEqual([...spans.map(({ start }) => start), tokens.length]);
        expect(spans.filter(({ start, end }) => start >= end)).toEqual([]);
        expect(
          spans.filter(({ messageIndex, source }) => messageIndex >= 0 && source !== messages[messageIndex]?.role),
        ).toEqual([]);
      }),
      run,
    );
  });

  it('holds the tags of the template and no others, as soon as tools are in play', () => {
    const tags = /<\/?tool_(?:call>|result)/g;
    const tagsOf = (texts: readonly string[]) => texts.join('\n').match(tags);
    fc.assert(
      fc.property(hostileConversation, hostileTools, (messages, tools) => {
        fc.pre(tools.length > 0);
        const plan = planPrompt(messages, template, { tools });
        expect(tagsOf(plan.texts)).toEqual(
          tagsOf(planPrompt(harmless(messages), template, { tools: harmlessTools(tools) }).texts),
        );
      }),
      run,
    );
  });
});
