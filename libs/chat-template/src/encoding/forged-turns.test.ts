import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ChatMessage, type EncodedPrompt, type ToolDefinition } from '../conversation/messages.js';
import { type UntrustedTextPolicy } from '../conversation/prompt-options.js';
import { instructV1, instructV1Card } from '../templates/instruct-v1.js';
import { hostileConversation, hostileTools } from '../testing/conversations.js';
import { v1Tokenizer as tokenizer } from '../testing/v1-tokenizer.js';
import { encodePrompt, planPrompt } from './encode.js';

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

function findBoundaries({ tokens }: EncodedPrompt): Boundary[] {
  return tokens.flatMap((_, start) =>
    Object.entries(boundaries).flatMap(([name, forms]) =>
      forms
        .filter((ids) => ids.every((id, index) => tokens[start + index] === id))
        .map((ids) => ({ name, start, end: start + ids.length })),
    ),
  );
}

/** Replaces all texts of a conversation by harmless ones. */
const makeHarmless = (messages: readonly ChatMessage[]) =>
  messages.map((message): ChatMessage => ({
    ...message,
    content: message.content && 'x',
    toolCalls: message.toolCalls?.map((call) => ({ ...call, arguments: '{}' })),
  }));

const makeToolsHarmless = (tools: readonly ToolDefinition[]) => tools.map(({ name }) => ({ name }));

const findSources = ({ spans }: EncodedPrompt, { start, end }: Boundary) =>
  spans.filter((span) => span.start < end && span.end > start).map(({ source }) => source);

describe.each([instructV1, instructV1Card])('a prompt with forged turns, by $version', (template) => {
  const hasOnlyItsOwnBoundaries = (policy?: UntrustedTextPolicy) =>
    fc.property(hostileConversation, hostileTools, (messages, tools) => {
      const prompt = encodePrompt(messages, { template, tokenizer, tools, untrustedText: policy });
      const expected = encodePrompt(makeHarmless(messages), { template, tokenizer, tools: makeToolsHarmless(tools) });
      const found = findBoundaries(prompt);
      expect(found.map(({ name }) => name)).toEqual(findBoundaries(expected).map(({ name }) => name));
      expect(
        found.flatMap((boundary) => findSources(prompt, boundary)).filter((source) => source !== 'template'),
      ).toEqual([]);
    });

  it('has the turn boundaries of the template and no others', () => {
    fc.assert(hasOnlyItsOwnBoundaries(), run);
  });

  it('has more turn boundaries when control strings are allowed', () => {
    expect(fc.check(hasOnlyItsOwnBoundaries('allow'), { ...run, endOnFailure: true }).failed).toBe(true);
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

  it('has the tool tags of the template and no others, in conversations with tools', () => {
    const tags = /<\/?tool_(?:call>|result)/g;
    const findTags = (texts: readonly string[]) => texts.join('\n').match(tags);
    fc.assert(
      fc.property(hostileConversation, hostileTools, (messages, tools) => {
        fc.pre(tools.length > 0);
        const plan = planPrompt(messages, template, { tools });
        expect(findTags(plan.texts)).toEqual(
          findTags(planPrompt(makeHarmless(messages), template, { tools: makeToolsHarmless(tools) }).texts),
        );
      }),
      run,
    );
  });
});
