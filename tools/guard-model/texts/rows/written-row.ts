/** A text written for the training of the guard model, with its labels. */
export interface WrittenRow {
  readonly text: string;
  /** The user's turn before an answer. */
  readonly context?: string;
  readonly role: 'user' | 'assistant' | 'tool' | 'text';
  /** 1 harmful, 0 harmless, null not judged: then only the categories in `judged` count. */
  readonly harmful: 0 | 1 | null;
  readonly categories: readonly string[];
  /** The categories on which the row is evidence. */
  readonly judged: 'all' | readonly string[];
  readonly kind: string;
  /** Names rows of one frame. A split into training and validation keeps a family together. */
  readonly family: string;
  readonly lang: string;
}
