import { hasCode, MixtralLlmError } from './mixtral-llm-error.js';

/** A LangChain message that cannot be made text. */
export class UnsupportedMessageError extends MixtralLlmError {
  readonly code = 'UNSUPPORTED_MESSAGE';

  constructor(
    readonly messageIndex: number,
    what: string,
    advice: string,
  ) {
    super(`Message ${messageIndex} holds ${what}, which this model cannot take: ${advice}.`);
  }

  static isInstance(error: unknown): error is UnsupportedMessageError {
    return hasCode(error, 'UNSUPPORTED_MESSAGE');
  }
}

/** An option of a call or of a model that cannot be followed. */
export class InvalidOptionError extends MixtralLlmError {
  readonly code = 'INVALID_OPTION';

  constructor(
    readonly option: string,
    /** What is wrong with it, to go behind its name. */
    readonly problem: string,
    readonly advice: string,
  ) {
    super(`The option "${option}" ${problem}: ${advice}.`);
  }

  static isInstance(error: unknown): error is InvalidOptionError {
    return hasCode(error, 'INVALID_OPTION');
  }
}

/** A tool, or a choice of tools, that cannot be given to the model. */
export class UnsupportedToolError extends MixtralLlmError {
  readonly code = 'UNSUPPORTED_TOOL';

  constructor(subject: string, problem: string, advice: string, cause?: unknown) {
    super(`${subject} ${problem}: ${advice}.`, { cause });
  }

  static isInstance(error: unknown): error is UnsupportedToolError {
    return hasCode(error, 'UNSUPPORTED_TOOL');
  }
}

/** The prompt leaves no room for an answer. */
export class ContextOverflowError extends MixtralLlmError {
  readonly code = 'CONTEXT_OVERFLOW';

  constructor(
    readonly promptTokens: number,
    readonly contextSize: number,
  ) {
    super(
      `The prompt has ${promptTokens} tokens, and the context holds ${contextSize} for prompt and answer together. ` +
        'Send less text, or load the model with a larger context.',
    );
  }

  static isInstance(error: unknown): error is ContextOverflowError {
    return hasCode(error, 'CONTEXT_OVERFLOW');
  }
}

/** A text that cannot be made a vector. */
export class EmbeddingInputError extends MixtralLlmError {
  readonly code = 'EMBEDDING_INPUT';

  constructor(
    /** Its place in the list of texts. */
    readonly index: number,
    readonly tokens: number,
    readonly maxTokens: number,
  ) {
    super(
      tokens === 0
        ? `Text ${index} is empty. Leave it out.`
        : `Text ${index} has ${tokens} tokens, and the embedding model reads ${maxTokens} at most. Split it, or load a model that reads more.`,
    );
  }

  static isInstance(error: unknown): error is EmbeddingInputError {
    return hasCode(error, 'EMBEDDING_INPUT');
  }
}
