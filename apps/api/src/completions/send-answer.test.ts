import { describe, expect, it } from '@jest/globals';
import { ContextOverflowError } from '@leeward/mixtral-llm';
import { type Response } from 'express';
import { type Caller } from '../http/caller.js';
import { type CompletionKind, type CompletionRequest } from './completion-kind.js';
import { type ModeratedAnswer } from './moderated-answer.js';
import { sendAnswer } from './send-answer.js';

/** The part of a response that a stream uses. */
function createResponse() {
  const written: string[] = [];
  const response = {
    written,
    locals: {},
    status: () => response,
    set: () => response,
    flushHeaders: () => undefined,
    write: (data: string) => written.push(data) > 0,
    end: (onEnd?: () => void) => onEnd?.(),
  };
  return response;
}

/** Creates an answer of one piece of text, which an error then ends. */
function createAnswer(error: Error): ModeratedAnswer {
  const answer: Pick<ModeratedAnswer, 'identity' | 'choices' | 'events'> = {
    identity: { id: 'cmpl-1', created: 0, model: 'tiny' },
    choices: 1,
    events: (async function* () {
      yield { choice: 0, event: { type: 'text-delta', text: 'a', logprobs: [] } as const };
      throw error;
    })(),
  };
  return answer as ModeratedAnswer;
}

describe('sendAnswer', () => {
  it.each(['messages', 'prompt'] as const)('names the field "%s" when the input is too long', async (inputField) => {
    const kind = { inputField, createDeltas: () => ({ present: () => [{ text: 'a' }] }) };
    const response = createResponse();
    await sendAnswer(async () => createAnswer(new ContextOverflowError(5000, 4096)), {
      kind: kind as unknown as CompletionKind<CompletionRequest>,
      request: { stream: true },
      caller: { signal: new AbortController().signal } as Caller,
      response: response as unknown as Response,
    });
    const events = response.written.map((line) => line.replace(/^data: /, '').trim());
    expect(events).toHaveLength(3);
    expect(JSON.parse(events[1] ?? '')).toMatchObject({
      error: { code: 'context_length_exceeded', param: inputField },
    });
    expect(events[2]).toBe('[DONE]');
  });
});
