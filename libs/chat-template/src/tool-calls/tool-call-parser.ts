import { type CallObject, CallObjectReader } from './call-object-reader.js';
import { MarkerSplitter } from './marker-splitter.js';
import { type ToolCallEvent, type ToolCallInvalid } from './tool-call-events.js';
import { type ToolCallSyntax } from './tool-call-syntax.js';

/** Describes the limits of a `ToolCallParser`. */
export interface ToolCallParserOptions {
  /** The maximum length of a call, with its tags, in UTF-16 units. Default 262,144. */
  readonly maxCallLength?: number | undefined;
}

/** Names the element of the answer that it reads. */
type State = 'text' | 'before-array' | 'before-object' | 'in-object' | 'before-close' | 'after-element' | 'invalid';

/**
 * Finds tool calls in a streamed answer. Text is passed on at once, except text that may become an opening tag and white
 * space before it. Of a call, the name comes first, then the arguments as they are written. However the answer is cut into
 * pieces, the events are the same, apart from the size of the deltas.
 *
 *     const parser = new ToolCallParser(template.toolCallSyntax);
 *     for await (const text of answer) handle(parser.push(text));
 *     handle(parser.end());
 *
 * White space around calls is dropped. The last call may lack its closing tag, or the array its end, since generation may stop
 * there. A malformed call is reported up to its closing tag or the end of the answer. `maxCallLength` bounds the memory.
 */
export class ToolCallParser {
  readonly #maxCallLength: number;
  readonly #opening: string;
  readonly #closing: string;
  readonly #splitter: MarkerSplitter;
  #events: ToolCallEvent[] = [];
  #state: State = 'text';
  /** Text of a call or an invalid call that no event has reported yet. */
  #raw = '';
  #reader = new CallObjectReader();
  #call: CallObject | undefined;
  #startedCalls = 0;
  #isStarted = false;
  #hasDelta = false;
  #followsCall = false;
  #closeLength = 0;
  #invalidTail = '';
  #invalidReason: ToolCallInvalid['reason'] = 'malformed';

  readonly #syntax: ToolCallSyntax;

  constructor(syntax: ToolCallSyntax, { maxCallLength = 262_144 }: ToolCallParserOptions = {}) {
    this.#syntax = syntax;

    this.#maxCallLength = maxCallLength;
    this.#opening = syntax.kind === 'tagged' ? syntax.open : syntax.marker;
    this.#closing = syntax.kind === 'tagged' ? syntax.close : '';
    this.#splitter = new MarkerSplitter(this.#opening);
  }

  /** Reads the next piece of the answer. */
  push(text: string): ToolCallEvent[] {
    let rest = text;
    while (rest !== '') rest = this.#state === 'text' ? this.#readText(rest) : this.#readCall(rest);
    this.#emitDelta();
    return this.#takeEvents();
  }

  /** Ends the answer. */
  end(): ToolCallEvent[] {
    if (this.#state === 'text') this.#endText();
    else if (this.#state === 'before-close') this.#endCall();
    else if (this.#state === 'invalid') this.#emitInvalid(this.#invalidReason);
    else if (this.#state !== 'after-element' || this.#raw.trim() !== '') this.#emitInvalid('unfinished');
    this.#state = 'text';
    return this.#takeEvents();
  }

  #readText(text: string): string {
    const { before, after } = this.#splitter.push(text);
    this.#emitText(before);
    if (after === undefined) return '';
    this.#raw = this.#opening;
    this.#state = this.#syntax.kind === 'tagged' ? 'before-object' : 'before-array';
    return after;
  }

  /** @returns the text after the call, once it has ended */
  #readCall(text: string): string {
    for (let index = 0; index < text.length; index++) {
      const character = text.charAt(index);
      this.#raw += character;
      this.#readCharacter(character);
      if (this.#raw.length >= this.#maxCallLength) this.#reportTooLong();
      if (this.#state === 'text') return text.slice(index + 1);
    }
    return '';
  }

  #readCharacter(character: string): void {
    switch (this.#state) {
      case 'in-object':
        this.#readObject(character);
        break;
      case 'invalid':
        this.#readInvalid(character);
        break;
      case 'before-close':
        this.#readClose(character);
        break;
      default:
        if (!/\s/.test(character)) this.#readBetween(character);
    }
  }

  #readBetween(character: string): void {
    if (this.#state === 'before-array' && character === '[') this.#state = 'before-object';
    else if (this.#state === 'before-object' && character === '{') {
      this.#reader = new CallObjectReader();
      this.#state = 'in-object';
      this.#readObject(character);
    } else if (this.#state === 'after-element' && character === ',') this.#state = 'before-object';
    else if (this.#state === 'after-element' && character === ']') this.#reset();
    else this.#beginInvalid();
  }

  #readObject(character: string): void {
    const state = this.#reader.push(character);
    const { name } = this.#reader;
    if (name !== undefined && !this.#isStarted) {
      this.#isStarted = true;
      this.#events.push({ type: 'tool-call-start', index: this.#startedCalls++, name });
    }
    if (state === 'reading') return;
    this.#emitDelta();
    this.#call = state === 'done' ? this.#reader.finish() : undefined;
    if (!this.#call) this.#beginInvalid();
    else if (this.#syntax.kind === 'control') this.#endCall();
    else this.#state = 'before-close';
  }

  #readClose(character: string): void {
    if (character === this.#closing.charAt(this.#closeLength)) this.#closeLength++;
    else if (this.#closeLength > 0 || !/\s/.test(character)) this.#beginInvalid();
    if (this.#closeLength === this.#closing.length) this.#endCall();
  }

  #endCall(): void {
    if (!this.#call) return;
    const index = this.#startedCalls - 1;
    if (!this.#hasDelta) this.#events.push({ type: 'tool-call-delta', index, argumentsText: this.#call.arguments });
    this.#events.push({ type: 'tool-call-end', index, ...this.#call });
    this.#reset();
    if (this.#syntax.kind === 'control') this.#state = 'after-element';
  }

  #beginInvalid(reason: ToolCallInvalid['reason'] = 'malformed'): void {
    this.#state = 'invalid';
    this.#invalidReason = reason;
    this.#invalidTail = '';
    const start = Math.max(this.#opening.length, this.#raw.length - this.#closing.length);
    this.#readInvalid(this.#raw.slice(start));
  }

  /** Looks for the closing tag. Without one, as in an array, the invalid text lasts until the end of the answer. */
  #readInvalid(text: string): void {
    if (this.#closing === '') return;
    this.#invalidTail = `${this.#invalidTail}${text}`.slice(-this.#closing.length);
    if (this.#invalidTail === this.#closing) this.#emitInvalid(this.#invalidReason);
  }

  /** Reports a call that is too long as invalid text, piece by piece until it ends. */
  #reportTooLong(): void {
    if (this.#state !== 'text' && this.#state !== 'invalid') this.#beginInvalid('too-long');
    if (this.#state === 'text') return;
    this.#emitInvalid(this.#invalidReason);
    this.#state = 'invalid';
  }

  #emitInvalid(reason: ToolCallInvalid['reason']): void {
    this.#emitDelta();
    const index = this.#isStarted ? this.#startedCalls - 1 : undefined;
    this.#events.push({ type: 'tool-call-invalid', index, text: this.#raw, reason });
    this.#reset();
  }

  /** Resets the state after an event that reports all text read. */
  #reset(): void {
    this.#raw = '';
    this.#call = undefined;
    this.#closeLength = 0;
    this.#isStarted = false;
    this.#hasDelta = false;
    this.#followsCall = true;
    this.#state = 'text';
  }

  #emitDelta(): void {
    if (this.#state === 'text' || !this.#isStarted) return;
    const argumentsText = this.#reader.takeArguments();
    if (argumentsText === '') return;
    this.#hasDelta = true;
    this.#events.push({ type: 'tool-call-delta', index: this.#startedCalls - 1, argumentsText });
  }

  #emitText(text: string): void {
    if (text === '') return;
    this.#followsCall = false;
    this.#events.push({ type: 'text-delta', text });
  }

  #endText(): void {
    const held = this.#splitter.end();
    const start = held.trimStart();
    // A single character, such as `<`, is more likely to be text.
    if (start.length > 1 && this.#opening.startsWith(start)) {
      this.#raw = start;
      this.#emitInvalid('unfinished');
    } else if (!this.#followsCall || start !== '') this.#emitText(held);
  }

  #takeEvents(): ToolCallEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
