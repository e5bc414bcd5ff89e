import { type CallObject, CallObjectReader } from './call-object-reader.js';
import { HeldText } from './held-text.js';
import { type ToolCallEvent, type ToolCallInvalid } from './tool-call-events.js';
import { type ToolCallSyntax } from './tool-call-syntax.js';

/** Bounds of a `ToolCallParser`. */
export interface ToolCallParserOptions {
  /** How long a call may be, with its tags, in UTF-16 units. Default 262,144. */
  readonly maxCallLength?: number | undefined;
}

/** Where in an answer the parser stands. */
type Place = 'text' | 'before-array' | 'before-object' | 'in-object' | 'before-close' | 'after-element' | 'invalid';

/**
 * Finds the calls of tools in an answer while it is written. Text is passed on at once, except for what may become an
 * opening tag and white space in front of one; of a call, the name comes first, then its arguments as they are written. The
 * events do not depend on how the answer is cut into pieces, apart from how deltas are.
 *
 *     const parser = new ToolCallParser(template.toolCallSyntax);
 *     for await (const text of answer) handle(parser.push(text));
 *     handle(parser.end());
 *
 * White space around calls is dropped. A missing end of the last call's tag, or of the array, is tolerated, since generation
 * may stop there. What is malformed is reported up to its closing tag, or the end. Memory is bounded by `maxCallLength`.
 */
export class ToolCallParser {
  readonly #maxCallLength: number;
  readonly #opening: string;
  readonly #closing: string;
  readonly #heldText: HeldText;
  #events: ToolCallEvent[] = [];
  #place: Place = 'text';
  /** What was read since the last event that accounts for it. */
  #raw = '';
  #reader = new CallObjectReader();
  #call: CallObject | undefined;
  #started = 0;
  #isStarted = false;
  #hasDelta = false;
  #isDirectlyAfterCall = false;
  #closeLength = 0;
  #invalidTail = '';
  #invalidReason: ToolCallInvalid['reason'] = 'malformed';

  readonly #syntax: ToolCallSyntax;

  constructor(syntax: ToolCallSyntax, { maxCallLength = 262_144 }: ToolCallParserOptions = {}) {
    this.#syntax = syntax;

    this.#maxCallLength = maxCallLength;
    this.#opening = syntax.kind === 'tagged' ? syntax.open : syntax.marker;
    this.#closing = syntax.kind === 'tagged' ? syntax.close : '';
    this.#heldText = new HeldText(this.#opening);
  }

  /** Takes the next piece of the answer. */
  push(text: string): ToolCallEvent[] {
    let rest = text;
    while (rest !== '') rest = this.#place === 'text' ? this.#readText(rest) : this.#readCall(rest);
    this.#emitDelta();
    return this.#takeEvents();
  }

  /** The answer has ended. */
  end(): ToolCallEvent[] {
    if (this.#place === 'text') this.#endText();
    else if (this.#place === 'before-close') this.#endCall();
    else if (this.#place === 'invalid') this.#emitInvalid(this.#invalidReason);
    else if (this.#place !== 'after-element' || this.#raw.trim() !== '') this.#emitInvalid('unfinished');
    this.#place = 'text';
    return this.#takeEvents();
  }

  #readText(text: string): string {
    const { before, after } = this.#heldText.push(text);
    this.#emitText(before);
    if (after === undefined) return '';
    this.#raw = this.#opening;
    this.#place = this.#syntax.kind === 'tagged' ? 'before-object' : 'before-array';
    return after;
  }

  /** @returns the text after the call, once it has ended */
  #readCall(text: string): string {
    for (let index = 0; index < text.length; index++) {
      const character = text.charAt(index);
      this.#raw += character;
      this.#readCharacter(character);
      if (this.#raw.length >= this.#maxCallLength) this.#cutRaw();
      if (this.#place === 'text') return text.slice(index + 1);
    }
    return '';
  }

  #readCharacter(character: string): void {
    switch (this.#place) {
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
    if (this.#place === 'before-array' && character === '[') this.#place = 'before-object';
    else if (this.#place === 'before-object' && character === '{') {
      this.#reader = new CallObjectReader();
      this.#place = 'in-object';
      this.#readObject(character);
    } else if (this.#place === 'after-element' && character === ',') this.#place = 'before-object';
    else if (this.#place === 'after-element' && character === ']') this.#endRaw();
    else this.#beginInvalid();
  }

  #readObject(character: string): void {
    const state = this.#reader.push(character);
    const { name } = this.#reader;
    if (name !== undefined && !this.#isStarted) {
      this.#isStarted = true;
      this.#events.push({ type: 'tool-call-start', index: this.#started++, name });
    }
    if (state === 'reading') return;
    this.#emitDelta();
    this.#call = state === 'done' ? this.#reader.finish() : undefined;
    if (!this.#call) this.#beginInvalid();
    else if (this.#syntax.kind === 'control') this.#endCall();
    else this.#place = 'before-close';
  }

  #readClose(character: string): void {
    if (character === this.#closing.charAt(this.#closeLength)) this.#closeLength++;
    else if (this.#closeLength > 0 || !/\s/.test(character)) this.#beginInvalid();
    if (this.#closeLength === this.#closing.length) this.#endCall();
  }

  #endCall(): void {
    if (!this.#call) return;
    const index = this.#started - 1;
    if (!this.#hasDelta) this.#events.push({ type: 'tool-call-delta', index, argumentsText: this.#call.arguments });
    this.#events.push({ type: 'tool-call-end', index, ...this.#call });
    this.#endRaw();
    if (this.#syntax.kind === 'control') this.#place = 'after-element';
  }

  #beginInvalid(reason: ToolCallInvalid['reason'] = 'malformed'): void {
    this.#place = 'invalid';
    this.#invalidReason = reason;
    this.#invalidTail = '';
    const start = Math.max(this.#opening.length, this.#raw.length - this.#closing.length);
    this.#readInvalid(this.#raw.slice(start));
  }

  /** Without a closing tag, as in an array, it lasts until the end. */
  #readInvalid(text: string): void {
    if (this.#closing === '') return;
    this.#invalidTail = `${this.#invalidTail}${text}`.slice(-this.#closing.length);
    if (this.#invalidTail === this.#closing) this.#emitInvalid(this.#invalidReason);
  }

  /** What is too long is no call; it is passed on in pieces until it ends. */
  #cutRaw(): void {
    if (this.#place !== 'text' && this.#place !== 'invalid') this.#beginInvalid('too-long');
    if (this.#place === 'text') return;
    this.#emitInvalid(this.#invalidReason);
    this.#place = 'invalid';
  }

  #emitInvalid(reason: ToolCallInvalid['reason']): void {
    this.#emitDelta();
    const index = this.#isStarted ? this.#started - 1 : undefined;
    this.#events.push({ type: 'tool-call-invalid', ...(index !== undefined && { index }), text: this.#raw, reason });
    this.#endRaw();
  }

  /** What was read is accounted for: text follows, or another call. */
  #endRaw(): void {
    this.#raw = '';
    this.#call = undefined;
    this.#closeLength = 0;
    this.#isStarted = false;
    this.#hasDelta = false;
    this.#isDirectlyAfterCall = true;
    this.#place = 'text';
  }

  #emitDelta(): void {
    if (this.#place === 'text' || !this.#isStarted) return;
    const argumentsText = this.#reader.takeArguments();
    if (argumentsText === '') return;
    this.#hasDelta = true;
    this.#events.push({ type: 'tool-call-delta', index: this.#started - 1, argumentsText });
  }

  #emitText(text: string): void {
    if (text === '') return;
    this.#isDirectlyAfterCall = false;
    this.#events.push({ type: 'text-delta', text });
  }

  #endText(): void {
    const held = this.#heldText.end();
    const start = held.trimStart();
    // One character, such as `<`, is as likely to be text.
    if (start.length > 1 && this.#opening.startsWith(start)) {
      this.#raw = start;
      this.#emitInvalid('unfinished');
    } else if (!this.#isDirectlyAfterCall || start !== '') this.#emitText(held);
  }

  #takeEvents(): ToolCallEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
