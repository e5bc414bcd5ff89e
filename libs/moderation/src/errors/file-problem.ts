/** The keys from the top of a settings file to one of its fields. */
export type FieldPath = readonly PropertyKey[];

/** One problem of a settings file, such as a policy. */
export interface FileProblem {
  /** The field's path, such as `categories.hate.threshold`; empty for the whole file. */
  readonly field: string;
  /** Counted from 1; undefined when the settings did not come from a file. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  readonly message: string;
}

/** A position in a settings file; empty for settings without a file. */
export type FilePosition = Pick<FileProblem, 'line' | 'column'>;

/** A kind of settings file: its words in messages, and the error for its problems. */
export interface SettingsFileKind {
  /** With its article, such as `a policy`. */
  readonly noun: string;
  /** The advice for a file that is too long, such as `split its word lists`. */
  readonly lengthAdvice: string;
  readonly createError: (fileName: string, problems: readonly FileProblem[], cause?: unknown) => Error;
}

/** The most problems that an error lists: a file of another kind altogether would have thousands. */
export const maximumProblems = 20;

/** Lists problems, each on a line with file, line, column and field. */
export function listProblems(fileName: string, problems: readonly FileProblem[]): string {
  const lines = problems.slice(0, maximumProblems).map(({ field, line, column, message }) => {
    const location = line === undefined ? fileName : `${fileName}:${line}:${column ?? 1}`;
    return field === '' ? `${location}: ${message}` : `${location}: ${field}: ${message}`;
  });
  if (problems.length > maximumProblems) lines.push(`and ${problems.length - maximumProblems} more`);
  return lines.join('\n');
}

/** Reads the message of a value that was thrown. */
export function readMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
