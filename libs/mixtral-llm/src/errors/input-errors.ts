import { MixtralLlmError } from './mixtral-llm-error.js';

/** Reports a LangChain message that is more than text. */
export class UnsupportedMessageError extends MixtralLlmError {
  static override readonly code = 'UNSUPPORTED_MESSAGE';

  constructor(
    readonly messageIndex: number,
    content: string,
    advice: string,
  ) {
    super(`Message ${messageIndex} holds ${content}, which this model cannot take: ${advice}.`);
  }
}

/** Reports an option of a call or of a model that cannot be followed. */
export class InvalidOptionError extends MixtralLlmError {
  static override readonly code = 'INVALID_OPTION';

  constructor(
    readonly option: string,
    /** Problem, worded to follow the option's name. */
    readonly problem: string,
    /** Change to make instead. */
    readonly advice: string,
  ) {
    super(`The option "${option}" ${problem}: ${advice}.`);
  }
}

/** Reports a tool, or a choice of tools, that cannot be given to the model. */
export class UnsupportedToolError extends MixtralLlmError {
  static override readonly code = 'UNSUPPORTED_TOOL';

  constructor(subject: string, problem: string, advice: string, cause?: unknown) {
    super(`${subject} ${problem}: ${advice}.`, { cause });
  }
}

/** Reports that the prompt leaves no room for an answer. */
export class ContextOverflowError extends MixtralLlmError {
  static override readonly code = 'CONTEXT_OVERFLOW';

  constructor(
    readonly promptTokens: number,
    readonly contextSize: number,
  ) {
    super(
      `The prompt has ${promptTokens} tokens, and the context holds ${contextSize} for prompt and answer together. ` +
        'Send less text, or load the model with a larger context.',
    );
  }
}

/** Reports a text that is empty, or longer than the embedding model reads. */
export class EmbeddingInputError extends MixtralLlmError {
  static override readonly code = 'EMBEDDING_INPUT';

  constructor(
    /** Position in the list of texts, from 0. */
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
}
