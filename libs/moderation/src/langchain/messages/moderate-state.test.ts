import { describe, expect, it } from '@jest/globals';
import { Document } from '@langchain/core/documents';
import { HumanMessage } from '@langchain/core/messages';
import { Command, Send } from '@langchain/langgraph';

import { card } from '../../../testing/card.js';
import { type Classifier } from '../../contract/classifier.js';
import { createModerator } from '../../moderator/create-moderator.js';
import { Moderator } from '../../moderator/moderator.js';
import { definePolicy } from '../../policy/parse-policy.js';
import { moderateState } from './moderate-state.js';

const location = { stage: 'input', role: 'user', path: 'state' } as const;
const context = { requestId: 'request-1' };

/** Counts how many classifications run at once. Texts with `forbidden` are blocked, the first of them last. */
function countingModerator() {
  const counts = { running: 0, maximum: 0, total: 0 };
  const classifier: Classifier = {
    name: 'counting',
    categories: ['x/forbidden'],
    classify: async ({ text }) => {
      counts.running += 1;
      counts.total += 1;
      counts.maximum = Math.max(counts.maximum, counts.running);
      await new Promise((resolve) => setTimeout(resolve, text.includes('first') ? 20 : 1));
      counts.running -= 1;
      const score = text.includes('forbidden') ? 1 : 0;
      return { scores: { 'x/forbidden': score }, spans: [], scanned: { start: 0, end: text.length } };
    },
  };
  const policy = definePolicy({ name: 'test', version: '1', categories: { 'x/forbidden': { action: 'block' } } });
  return { counts, moderator: new Moderator({ policy, classifiers: [classifier] }) };
}

/** Creates records of lists of messages, nested as deeply as asked, with twelve messages at each level. */
function nestedState(depth: number, deepest: string): Record<string, unknown> {
  return {
    messages: Array.from({ length: 12 }, (_, index) => new HumanMessage(`Hello ${depth} ${index}`)),
    next: depth === 0 ? [new HumanMessage(deepest)] : [nestedState(depth - 1, deepest)],
  };
}

describe('moderateState', () => {
  it('runs at most eight moderations at once in state that is nested fifteen levels deep', async () => {
    const { counts, moderator } = countingModerator();
    const states = Array.from({ length: 10 }, () => nestedState(15, 'the end'));
    expect(await moderateState(states, moderator, location, context)).toEqual(states);
    expect(counts.total).toBeGreaterThan(10 * 15 * 12);
    expect(counts.maximum).toBe(8);
    expect(counts.running).toBe(0);
  });

  it('refuses by the first forbidden text in order, at any depth', async () => {
    const { counts, moderator } = countingModerator();
    const states = [nestedState(12, 'the first forbidden text'), new HumanMessage('forbidden')];
    await expect(moderateState(states, moderator, location, context)).rejects.toMatchObject({
      verdict: { outcome: 'block', path: `state[0]${'.next[0]'.repeat(13)}` },
    });
    expect(counts.maximum).toBeLessThanOrEqual(8);
  });

  it('ends with the signal of the request', async () => {
    const { counts, moderator } = countingModerator();
    const controller = new AbortController();
    const moderated = moderateState(nestedState(12, 'the end'), moderator, location, {
      ...context,
      signal: controller.signal,
    });
    controller.abort(new Error('left'));
    await expect(moderated).rejects.toThrow('left');
    expect(counts.maximum).toBeLessThanOrEqual(8);
  });

  it('redacts messages, documents, names and values, and keeps their classes', async () => {
    const state = { [card]: [new HumanMessage(card)], document: new Document({ pageContent: card }), note: card };
    const moderated = await moderateState(state, createModerator(), location, context);
    const placeholder = moderated.note;
    expect(placeholder).toMatch(/^\[CARD_\w{6}\]$/);
    expect(moderated).toEqual({
      [placeholder]: [new HumanMessage(placeholder)],
      document: new Document({ pageContent: placeholder }),
      note: placeholder,
    });
  });

  it('redacts what a command resumes with, updates, and sends to nodes', async () => {
    const command = new Command({
      resume: card,
      update: { messages: [new HumanMessage(card)] },
      goto: [new Send('tools', { card })],
    });
    const moderated = await moderateState(command, createModerator(), location, context);
    expect(moderated).toBeInstanceOf(Command);
    expect(JSON.stringify(moderated)).not.toContain('4111');
    expect(JSON.stringify(moderated).match(/\[CARD_/g)).toHaveLength(3);
  });
});
