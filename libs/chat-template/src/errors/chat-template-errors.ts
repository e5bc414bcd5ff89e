/** What can be wrong with a conversation. Stable: callers may branch on it. */
export type ConversationProblem =
  | 'EMPTY_CONVERSATION'
  | 'UNKNOWN_ROLE'
  | 'SYSTEM_NOT_FIRST'
  | 'ROLES_NOT_ALTERNATING'
  | 'EMPTY_ASSISTANT_MESSAGE'
  | 'LAST_MESSAGE_NOT_FROM_USER'
  | 'TEXT_AND_TOOL_CALLS'
  | 'TOOL_CALLS_NOT_FROM_ASSISTANT'
  | 'TOOL_RESULT_WITHOUT_CALL'
  | 'TOOL_CALL_WITHOUT_RESULT'
  | 'DUPLICATE_TOOL_CALL_ID'
  | 'INVALID_TOOL_CALL_ID'
  | 'INVALID_TOOL_NAME'
  | 'DUPLICATE_TOOL_NAME'
  | 'UNKNOWN_TOOL_CHOICE'
  | 'MULTIPLE_TOOL_RESULTS'
  | 'CONTROL_STRING_IN_TEXT';

/** Every error of this library has a stable `code`. */
export abstract class ChatTemplateError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  static isInstance(error: unknown): error is ChatTemplateError {
    return error instanceof Error && 'isChatTemplateError' in error;
  }

  /** Marks the class across copies of the library, where `instanceof` fails. */
  readonly isChatTemplateError = true;
}

/** A conversation that the template cannot express. */
export class InvalidConversationError extends ChatTemplateError {
  constructor(
    readonly code: ConversationProblem,
    /** Index of the message at fault; −1 when it is the whole conversation or the tools. */
    readonly messageIndex: number,
    message: string,
  ) {
    super(message);
  }

  static override isInstance(error: unknown): error is InvalidConversationError {
    return ChatTemplateError.isInstance(error) && 'messageIndex' in error;
  }
}

/** A model's own template that cannot be used. */
export class TemplateRenderError extends ChatTemplateError {
  readonly code = 'TEMPLATE_NOT_RENDERED';

  static override isInstance(error: unknown): error is TemplateRenderError {
    return ChatTemplateError.isInstance(error) && error.code === 'TEMPLATE_NOT_RENDERED';
  }
}

/** Encoded texts that do not belong to the plan they are assembled with. */
export class PlanMismatchError extends ChatTemplateError {
  readonly code = 'PLAN_MISMATCH';

  static override isInstance(error: unknown): error is PlanMismatchError {
    return ChatTemplateError.isInstance(error) && error.code === 'PLAN_MISMATCH';
  }
}

/** A vocabulary that is not the one it should be. */
export class VocabularyError extends ChatTemplateError {
  readonly code = 'VOCABULARY_NOT_USABLE';

  static override isInstance(error: unknown): error is VocabularyError {
    return ChatTemplateError.isInstance(error) && error.code === 'VOCABULARY_NOT_USABLE';
  }
}

/** An id that the vocabulary does not have. */
export class UnknownTokenError extends ChatTemplateError {
  readonly code = 'UNKNOWN_TOKEN';

  constructor(readonly token: number) {
    super(`The vocabulary has no token ${token}: decode ids of the same vocabulary only.`);
  }

  static override isInstance(error: unknown): error is UnknownTokenError {
    return ChatTemplateError.isInstance(error) && error.code === 'UNKNOWN_TOKEN';
  }
}

/** Even the system's text and the last turn are longer than the window. */
export class WindowTooSmallError extends ChatTemplateError {
  readonly code = 'WINDOW_TOO_SMALL';

  constructor(
    /** How many ids the system's text and the last turn take. */
    readonly neededTokens: number,
    /** How many there is room for. */
    readonly maxTokens: number,
  ) {
    super(
      `The system's text and the last turn take ${neededTokens} ids, but there is room for ${maxTokens}: shorten them, or make more room.`,
    );
  }

  static override isInstance(error: unknown): error is WindowTooSmallError {
    return ChatTemplateError.isInstance(error) && error.code === 'WINDOW_TOO_SMALL';
  }
}
