import { describe, expect, it } from '@jest/globals';
import { type GenerationPart, type GenerationRequest } from '../engine/engine.js';
import { ScriptedEngine } from './scripted-engine.js';

const pieces = ['One', ' two', ' thr', 'ee four', ' five'];
const prompt = { tokens: [65], spans: [], templateVersion: 'test' } as unknown as GenerationRequest['prompt'];

async function answer(request: Partial<GenerationRequest>) {
  const parts: GenerationPart[] = [];
  for await (const part of new ScriptedEngine(() => pieces).generate({ prompt, ...request })) parts.push(part);
  return {
    text: parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join(''),
    last: parts.at(-1),
    parts,
  };
}

describe('the scripted engine', () => {
  it.each<{ what: string; request: Partial<GenerationRequest>; text: string; reason: string; tokens: number }>([
    { what: 'the end of its script', request: {}, text: pieces.join(''), reason: 'stop', tokens: 5 },
    {
      what: 'a stop string over two pieces',
      request: { stop: ['three'] },
      text: 'One two ',
      reason: 'stop',
      tokens: 4,
    },
    {
      what: 'the end of its script when no stop string comes',
      request: { stop: ['fives'] },
      text: pieces.join(''),
      reason: 'stop',
      tokens: 5,
    },
    { what: 'the maximum number of tokens', request: { maxTokens: 2 }, text: 'One two', reason: 'length', tokens: 2 },
  ])('ends an answer at $what', async ({ request, text, reason, tokens }) => {
    const given = await answer(request);
    expect(given.text).toBe(text);
    expect(given.last).toMatchObject({ type: 'finish', reason, usage: { completionTokens: tokens } });
  });

  it('reports the log-probabilities of delayed pieces with the text that they end', async () => {
    const { parts } = await answer({ stop: [' thrifty'], topLogprobs: 1 });
    const counts = parts.flatMap((part) => (part.type === 'text-delta' ? [part.logprobs?.length] : []));
    expect(counts).toEqual([1, 1, 2, 1]);
  });
});
