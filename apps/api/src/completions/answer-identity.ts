import { randomUUID } from 'node:crypto';

/** What all objects of one completion share. */
export interface AnswerIdentity {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

/** @param prefix `chatcmpl` or `cmpl`, as OpenAI names its completions */
export function newIdentity(prefix: 'chatcmpl' | 'cmpl', model: string): AnswerIdentity {
  return { id: `${prefix}-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model };
}
