const marker = Symbol.for('leeward.chat-template.error');

/** Codes of conversations that cannot be expressed. Stable: callers may branch on them. */
const conversationProblems = [
  'EMPTY_CONVERSATION',
  'INVALID_MESSAGE',
  'UNKNOWN_ROLE',
  'SYSTEM_NOT_FIRST',
  'ROLES_NOT_ALTERNATING',
  'EMPTY_ASSISTANT_MESSAGE',
  'LAST_MESSAGE_NOT_FROM_USER',
  'TEXT_AND_TOOL_CALLS',
  'TOOL_CALLS_NOT_FROM_ASSISTANT',
  'TOOL_RESULT_WITHOUT_CALL',
  'TOOL_CALL_WITHOUT_RESULT',
  'DUPLICATE_TOOL_CALL_ID',
  'INVALID_TOOL_CALL_ID',
  'INVALID_TOOL_NAME',
  'DUPLICATE_TOOL_NAME',
  'UNKNOWN_TOOL_CHOICE',
  'MULTIPLE_TOOL_RESULTS',
  'CONTROL_STRING_IN_TEXT',
] as const;

/** Names a fault of a conversation. Stable: callers may branch on it. */
export type ConversationProblem = (typeof conversationProblems)[number];

/** Names the condition of any error of this library. Stable: callers may branch on it. */
export type ChatTemplateErrorCode =
  | ConversationProblem
  | 'TEMPLATE_NOT_RENDERED'
  | 'PLAN_MISMATCH'
  | 'VOCABULARY_NOT_USABLE'
  | 'UNKNOWN_TOKEN'
  | 'WINDOW_TOO_SMALL';

/** Serves as the base class of every error of this library. */
export abstract class ChatTemplateError extends Error {
  /** The codes that instances of a class may have. Default: any. */
  static readonly codes?: readonly ChatTemplateErrorCode[];

  /** Names the condition; it never changes. */
  abstract readonly code: ChatTemplateErrorCode;
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  /** Recognises errors of the class, also from another copy of this package or another realm. */
  static isInstance<Instance extends ChatTemplateError>(
    this: (abstract new (...values: never[]) => Instance) & { readonly codes?: readonly ChatTemplateErrorCode[] },
    value: unknown,
  ): value is Instance {
    if (typeof value !== 'object' || value === null || !(marker in value)) return false;
    return this.codes === undefined || this.codes.includes((value as ChatTemplateError).code);
  }
}

/** Reports a conversation that the template cannot express. */
export class InvalidConversationError extends ChatTemplateError {
  static override readonly codes: readonly ConversationProblem[] = conversationProblems;

  constructor(
    readonly code: ConversationProblem,
    /** Index of the message at fault; −1 when it is the whole conversation or the tools. */
    readonly messageIndex: number,
    message: string,
  ) {
    super(message);
  }
}

/** Reports that a model's own template is not usable, or refuses the conversation. */
export class TemplateRenderError extends ChatTemplateError {
  static override readonly codes = ['TEMPLATE_NOT_RENDERED'] as const;
  readonly code = 'TEMPLATE_NOT_RENDERED';
}

/** Reports encoded texts that do not belong to the plan they are assembled with. */
export class PlanMismatchError extends ChatTemplateError {
  static override readonly codes = ['PLAN_MISMATCH'] as const;
  readonly code = 'PLAN_MISMATCH';
}

/** Reports an installed vocabulary that is not the expected one. */
export class VocabularyError extends ChatTemplateError {
  static override readonly codes = ['VOCABULARY_NOT_USABLE'] as const;
  readonly code = 'VOCABULARY_NOT_USABLE';
}

/** Reports an id that the vocabulary does not have. */
export class UnknownTokenError extends ChatTemplateError {
  static override readonly codes = ['UNKNOWN_TOKEN'] as const;
  readonly code = 'UNKNOWN_TOKEN';

  constructor(readonly token: number) {
    super(`The vocabulary has no token ${token}: decode ids of the same vocabulary only.`);
  }
}

/** Reports that the system messages and the last turn alone are longer than the window. */
export class WindowTooSmallError extends ChatTemplateError {
  static override readonly codes = ['WINDOW_TOO_SMALL'] as const;
  readonly code = 'WINDOW_TOO_SMALL';

  constructor(
    /** How many ids the system messages and the last turn take. */
    readonly neededTokens: number,
    /** How many ids there is room for. */
    readonly maxTokens: number,
  ) {
    super(
      `The system's text and the last turn take ${neededTokens} ids, but there is room for ${maxTokens}: shorten them, or make more room.`,
    );
  }
}
