import { hasCode, MixtralLlmError } from './mixtral-llm-error.js';

/** A JSON Schema, or a part of one, that cannot be made a grammar, or that no JSON text can satisfy. */
export class UnsupportedSchemaError extends MixtralLlmError {
  readonly code = 'UNSUPPORTED_SCHEMA';

  constructor(
    /** JSON pointer of the place in the schema, `''` for its root. */
    readonly pointer: string,
    /** What the place holds, for example `"not"`. */
    readonly what: string,
    readonly advice: string,
    /** Where the schema comes from, when a request has several, for example `tool "search"`. */
    readonly origin?: string,
  ) {
    super(
      `The JSON Schema${origin === undefined ? '' : ` of ${origin}`} has ${shortened(what)} at "${shortened(pointer)}": ${advice}.`,
    );
  }

  static isInstance(error: unknown): error is UnsupportedSchemaError {
    return hasCode(error, 'UNSUPPORTED_SCHEMA');
  }
}

/** Characters of a place, or of what it holds, that a message repeats: names, patterns and references may be as long as a request. */
const longestPart = 300;

function shortened(part: string): string {
  return part.length > longestPart ? `${part.slice(0, longestPart)}…` : part;
}

/** A grammar that the runtime cannot parse. */
export class InvalidGrammarError extends MixtralLlmError {
  readonly code = 'INVALID_GRAMMAR';

  constructor() {
    super(
      'The grammar is not valid GBNF with a rule named "root". Build it with jsonSchemaToGrammar, or check its syntax.',
    );
  }

  static isInstance(error: unknown): error is InvalidGrammarError {
    return hasCode(error, 'INVALID_GRAMMAR');
  }
}

/** The model cannot go on within a grammar. */
export class GrammarDeadEndError extends MixtralLlmError {
  readonly code = 'GRAMMAR_DEAD_END';

  constructor() {
    super(
      "The grammar allows nothing here that the model's vocabulary can write. " +
        'Leave unusual characters out of the schema or the grammar, or use another model.',
    );
  }

  static isInstance(error: unknown): error is GrammarDeadEndError {
    return hasCode(error, 'GRAMMAR_DEAD_END');
  }
}
