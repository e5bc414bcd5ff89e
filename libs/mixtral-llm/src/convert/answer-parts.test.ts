import { controlToolCalls, taggedToolCalls, type ToolCallSyntax } from '@leeward/chat-template';
import { describe, expect, it } from '@jest/globals';
import { type GenerationPart } from '../engine/engine.js';
import { callText, collect } from '../testing/answers.js';
import { toAnswerParts } from './answer-parts.js';

const usage = { promptTokens: 1, cachedPromptTokens: 0, completionTokens: 1 };

/** Reads an answer, in pieces of `size` characters, that is JSON or calls. */
async function read(text: string, size: number, calls: ToolCallSyntax) {
  const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  async function* generate(): AsyncGenerator<GenerationPart> {
    for (const piece of pieces) yield { type: 'text-delta', text: piece, usage };
    yield { type: 'finish', reason: 'stop', usage };
  }
  const parts = await collect(toAnswerParts(generate(), { calls, isJson: true }));
  return {
    text: parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join(''),
    calls: parts.flatMap((part) => (part.type === 'tool-call-end' ? [part.name] : [])),
    reason: parts.flatMap((part) => (part.type === 'finish' ? [part.reason] : [])),
  };
}

describe.each([1, 2, 3, 12, 100])('toAnswerParts with a response format, in pieces of %i characters', (size) => {
  it.each([
    ['the control token', controlToolCalls, '[TOOL_CALLS] [{"name": "clock", "arguments": {}}]'],
    ['a tag', taggedToolCalls, callText('clock', {})],
  ] as const)('finds a call by %s', async (_, syntax, text) => {
    expect(await read(text, size, syntax)).toEqual({ text: '', calls: ['clock'], reason: ['tool_calls'] });
  });

  it.each([
    ['an array', controlToolCalls, '[1, "[TOOL_CALLS] [{}]"]'],
    ['an array with a space before it', controlToolCalls, ' ["[TOOL_CALLS]"]'],
    ['a single bracket', controlToolCalls, '['],
    ['a string with a call in it', taggedToolCalls, JSON.stringify(callText('clock', {}))],
    ['an empty answer', taggedToolCalls, ''],
  ] as const)('passes on %s as text', async (_, syntax, text) => {
    expect(await read(text, size, syntax)).toEqual({ text, calls: [], reason: ['stop'] });
  });
});
