import { isToolName } from '../conversation/validate-tools.js';

/** Names the state of the reader after some characters of a call. */
type CallObjectState = 'reading' | 'done' | 'malformed';

/** Describes a complete call. */
export interface CallObject {
  readonly name: string;
  /** JSON text of an object. */
  readonly arguments: string;
}

/** Matches characters of JSON outside of strings. Any other, such as that of a closing tag, ends a broken object at once. */
const jsonCharacter = /[\s{}[\]:,\w.+-]/;

const argumentsKeys = ['arguments', 'parameters'];

/**
 * Reads the JSON object of a call, `{"name": "…", "arguments": {…}}`, character by character. The name and the text of the
 * arguments are available as soon as they are read. Only the structure of the outermost object is tracked; values inside it
 * are checked when the object ends.
 */
export class CallObjectReader {
  #state: CallObjectState = 'reading';
  #raw = '';
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  /** The next element of the outermost object. */
  #expected: 'key' | 'colon' | 'value' | 'comma' = 'key';
  #key: string | undefined;
  #valueStart = 0;
  #argumentsStart: number | undefined;
  #argumentsEnd: number | undefined;
  #pendingArguments = '';

  /** The name of the tool, once its string has ended. */
  name: string | undefined;

  /** Reads one UTF-16 unit. The first must be `{`. */
  push(character: string): CallObjectState {
    if (this.#state !== 'reading') throw new Error('The object has ended: read the next one with another reader.');
    this.#raw += character;
    const wasInArguments = this.#isInArguments();
    this.#state = this.#next(character);
    if (wasInArguments || this.#isInArguments()) this.#pendingArguments += character;
    return this.#state;
  }

  /** Takes the text of the arguments read since the last call. Empty until the name is known. */
  takeArguments(): string {
    if (this.name === undefined) return '';
    const text = this.#pendingArguments;
    this.#pendingArguments = '';
    return text;
  }

  /** Returns the call after the object has ended, or `undefined` when it is not valid. */
  finish(): CallObject | undefined {
    const value = this.#state === 'done' ? parseJson(this.#raw) : undefined;
    if (!isObject(value) || this.name === undefined) return undefined;
    if (this.#argumentsStart !== undefined) {
      return { name: this.name, arguments: this.#raw.slice(this.#argumentsStart, this.#argumentsEnd) };
    }
    const given = argumentsKeys.map((key) => value[key]).find((argument) => argument !== undefined);
    if (given === undefined || given === null) return { name: this.name, arguments: '{}' };
    // Some models write the arguments as a string that holds JSON.
    return typeof given === 'string' && isObject(parseJson(given)) ? { name: this.name, arguments: given } : undefined;
  }

  #isInArguments(): boolean {
    return this.#argumentsStart !== undefined && this.#argumentsEnd === undefined;
  }

  #next(character: string): CallObjectState {
    if (this.#inString) return this.#inStringNext(character);
    if (character === '"') {
      this.#inString = true;
      return this.#depth === 1 ? this.#beginToken('string') : this.#stateIf(this.#depth > 1);
    }
    if (!jsonCharacter.test(character)) return 'malformed';
    if (character === '{' || character === '[') return this.#open(character);
    if (character === '}' || character === ']') return this.#close(character);
    if (this.#depth !== 1 || /\s/.test(character)) return this.#stateIf(this.#depth > 0);
    if (character === ':') return this.#advance('colon', 'value');
    if (character === ',') return this.#advance('comma', 'key');
    return this.#beginToken('other');
  }

  #inStringNext(character: string): CallObjectState {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === '\\') this.#isEscaped = true;
    else if (character === '"') {
      this.#inString = false;
      return this.#depth === 1 ? this.#endString() : 'reading';
    }
    return 'reading';
  }

  #open(character: string): CallObjectState {
    if (this.#depth === 0) {
      this.#depth = 1;
      return this.#stateIf(character === '{');
    }
    if (this.#depth === 1) {
      if (this.#expected !== 'value') return 'malformed';
      const isArguments = this.#key !== undefined && argumentsKeys.includes(this.#key);
      if (isArguments && (character !== '{' || this.#argumentsStart !== undefined)) return 'malformed';
      if (isArguments) this.#argumentsStart = this.#raw.length - 1;
      this.#expected = 'comma';
    }
    this.#depth++;
    return 'reading';
  }

  #close(character: string): CallObjectState {
    this.#depth--;
    if (this.#depth === 0) return character === '}' ? 'done' : 'malformed';
    if (this.#depth === 1 && this.#argumentsStart !== undefined) this.#argumentsEnd ??= this.#raw.length;
    return this.#stateIf(this.#depth > 0);
  }

  /** Begins a string or another scalar in the outermost object. */
  #beginToken(kind: 'string' | 'other'): CallObjectState {
    if (kind === 'string' && (this.#expected === 'key' || this.#expected === 'value')) {
      this.#valueStart = this.#raw.length - 1;
      return 'reading';
    }
    if (kind === 'other' && this.#expected === 'value' && this.#key !== 'name') this.#expected = 'comma';
    // The remaining characters of a number or a word come before the comma.
    return this.#stateIf(kind === 'other' && this.#expected === 'comma');
  }

  #endString(): CallObjectState {
    const value = parseJson(this.#raw.slice(this.#valueStart));
    if (typeof value !== 'string') return 'malformed';
    if (this.#expected === 'key') {
      this.#key = value;
      this.#expected = 'colon';
      return 'reading';
    }
    this.#expected = 'comma';
    if (this.#key !== 'name') return 'reading';
    if (this.name !== undefined || !isToolName(value)) return 'malformed';
    this.name = value;
    return 'reading';
  }

  #advance(from: 'colon' | 'comma', to: 'value' | 'key'): CallObjectState {
    if (this.#expected !== from) return 'malformed';
    this.#expected = to;
    return 'reading';
  }

  #stateIf(isReading: boolean): CallObjectState {
    return isReading ? 'reading' : 'malformed';
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
