import { MixtralLlmError } from './mixtral-llm-error.js';

/** Reports a JSON Schema that no grammar can enforce, or that no value satisfies. */
export class UnsupportedSchemaError extends MixtralLlmError {
  static override readonly code = 'UNSUPPORTED_SCHEMA';

  constructor(
    /** JSON pointer (RFC 6901) of the keyword or schema at fault; `''` for the root. */
    readonly pointer: string,
    /** Description of the part at fault, for example `"not"`. */
    readonly problem: string,
    /** Change to make instead. */
    readonly advice: string,
    /** Names the schema when a request has several, for example `tool "search"`. */
    readonly origin?: string,
  ) {
    super(
      `The JSON Schema${origin === undefined ? '' : ` of ${origin}`} has ${shorten(problem)} at "${shorten(pointer)}": ${advice}.`,
    );
  }
}

/** Limits what a message quotes, in characters: names, patterns and references may be as long as a request. */
const maxQuoteLength = 300;

function shorten(part: string): string {
  return part.length > maxQuoteLength ? `${part.slice(0, maxQuoteLength)}…` : part;
}

/** Reports a grammar that the runtime cannot parse. */
export class InvalidGrammarError extends MixtralLlmError {
  static override readonly code = 'INVALID_GRAMMAR';

  constructor() {
    super(
      'The grammar is not valid GBNF with a rule named "root". Build it with jsonSchemaToGrammar, or check its syntax.',
    );
  }
}

/** Reports that no token of the vocabulary fits the grammar at this place. */
export class GrammarDeadEndError extends MixtralLlmError {
  static override readonly code = 'GRAMMAR_DEAD_END';

  constructor() {
    super(
      "The grammar allows only text here that the model's vocabulary cannot write. " +
        'Leave unusual characters out of the schema or the grammar, or use another model.',
    );
  }
}
