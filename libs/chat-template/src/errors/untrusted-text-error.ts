import { InvalidConversationError } from './chat-template-errors.js';

/** Describes a control string that the text of a message spells. Holds no other text of the message. */
export interface UntrustedTextFinding {
  /** Index into the caller's messages; −1 for the definition of a tool. */
  readonly messageIndex: number;
  /** Where the text stands, for example `messages[3].content`, `messages[3].toolCalls[0].arguments`, `tools[0]`. */
  readonly path: string;
  /** Into the text at `path`, in UTF-16 units. Where a template rewrites the text (as JSON), into the rewritten one. */
  readonly offset: number;
  /** In UTF-16 units, as far as the control string lies in this text. */
  readonly length: number;
  /** The control string itself. */
  readonly controlString: string;
  /** `look-alike`: spelled with other characters that fold to the same, or with invisible ones inside. */
  readonly form: 'exact' | 'look-alike';
  readonly action: 'neutralised' | 'rejected' | 'allowed';
}

/** Reports that the text of a message spells a control string, and that the policy is to reject it. */
export class UntrustedTextError extends InvalidConversationError {
  static override readonly codes = ['CONTROL_STRING_IN_TEXT'] as const;

  constructor(
    /** At least one. */
    readonly findings: readonly UntrustedTextFinding[],
  ) {
    const [first] = findings;
    super(
      'CONTROL_STRING_IN_TEXT',
      first?.messageIndex ?? -1,
      `The text at ${first?.path}, offset ${first?.offset}, spells the control string ${first?.controlString}: remove it, or use the policy "neutralise".`,
    );
  }
}
