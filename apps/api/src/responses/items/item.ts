import { randomBytes } from 'node:crypto';

/** The authors of messages. */
export type ItemRole = 'user' | 'assistant' | 'system' | 'developer';

/** Text that the caller wrote. */
export interface InputText {
  readonly type: 'input_text';
  readonly text: string;
}

/** Text that the model wrote. */
export interface OutputText {
  readonly type: 'output_text';
  readonly text: string;
  readonly annotations: readonly never[];
  /** Present where they were asked for. */
  readonly logprobs: readonly object[];
}

/** The policy's message about text that it stopped, or the words in which a model refused. */
export interface RefusalPart {
  readonly type: 'refusal';
  readonly refusal: string;
}

/** A part of a message. */
export type ContentPart = InputText | OutputText | RefusalPart;

/** The state of an item. */
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** A message. */
export interface MessageItem {
  readonly type: 'message';
  readonly id: string;
  readonly status: ItemStatus;
  readonly role: ItemRole;
  readonly content: readonly ContentPart[];
}

/** A call of a function. */
export interface FunctionCallItem {
  readonly type: 'function_call';
  readonly id: string;
  readonly status: ItemStatus;
  /** Ties the result to the call. */
  readonly call_id: string;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

/** The result of a call. */
export interface FunctionCallOutputItem {
  readonly type: 'function_call_output';
  readonly id: string;
  readonly status: ItemStatus;
  readonly call_id: string;
  readonly output: string;
}

/** An item of a conversation, as clients see it and as it is stored. */
export type Item = MessageItem | FunctionCallItem | FunctionCallOutputItem;

/** An item of an answer. */
export type OutputItem = MessageItem | FunctionCallItem;

const prefixes = { message: 'msg', function_call: 'fc', function_call_output: 'fco' } as const;

/** Creates the id of an item. It cannot be guessed. */
export function createItemId(type: Item['type']): string {
  return `${prefixes[type]}_${randomBytes(24).toString('hex')}`;
}

/** Reads the text of a message. A refusal is text, too: the model is to know what it said. */
export function readText(content: readonly ContentPart[]): string {
  const texts = content.map((part) => (part.type === 'refusal' ? part.refusal : part.text));
  // A refusal stands behind the text that it ended.
  return content.some(({ type }) => type === 'refusal') ? texts.filter(Boolean).join('\n\n') : texts.join('');
}
