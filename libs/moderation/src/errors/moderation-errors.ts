import { type BlockVerdict, type ErrorVerdict } from '../contract/verdict.js';

/** What kind of error was thrown: the name of its class, which code gives. `name` and `message` may be written by anyone. */
export function errorKind(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}

/** The stable codes of this library's errors. */
export type ModerationErrorCode =
  | 'POLICY_INVALID'
  | 'POLICY_UNKNOWN'
  | 'POLICY_NOT_ALLOWED'
  | 'CLASSIFIER_FAILED'
  | 'CONFIGURATION_INVALID'
  | 'CONTENT_REFUSED'
  | 'ERROR_REDACTED';

/** Stands on errors of this library, of whatever copy of it: a code alone may be of any error, whose message may be of anyone. */
const mark = Symbol.for('leeward.moderation.error');

/** What every error of this library is. Tell them apart by `code`, which never changes. */
export class ModerationError extends Error {
  readonly code: ModerationErrorCode;
  readonly [mark] = true;

  constructor(code: ModerationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }

  /** Whether a value is an error of this library. Works across copies of the package, where `instanceof` does not. */
  static isInstance(value: unknown): value is ModerationError {
    return value instanceof Error && mark in value && 'code' in value && codes.has(value.code);
  }
}

const codes: ReadonlySet<unknown> = new Set<ModerationErrorCode>([
  'POLICY_INVALID',
  'POLICY_UNKNOWN',
  'POLICY_NOT_ALLOWED',
  'CLASSIFIER_FAILED',
  'CONFIGURATION_INVALID',
  'CONTENT_REFUSED',
  'ERROR_REDACTED',
]);

/** One thing that is wrong with a policy file. */
export interface PolicyProblem {
  /** The field's path, such as `categories.hate.threshold`; empty for the whole file. */
  readonly field: string;
  /** Counted from 1; undefined when the policy did not come from a file. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  readonly message: string;
}

/** More problems than these are not worth a line each: a file that is no policy has thousands. */
const mostProblems = 20;

/** A policy that cannot be used. The message lists the problems with file, line and field, at most 20 of them. */
export class PolicyError extends ModerationError {
  readonly problems: readonly PolicyProblem[];

  constructor(fileName: string, problems: readonly PolicyProblem[], options?: ErrorOptions) {
    const lines = problems.slice(0, mostProblems).map(({ field, line, column, message }) => {
      const place = line === undefined ? fileName : `${fileName}:${String(line)}:${String(column ?? 1)}`;
      return field === '' ? `${place}: ${message}` : `${place}: ${field}: ${message}`;
    });
    if (problems.length > mostProblems) lines.push(`and ${String(problems.length - mostProblems)} more`);
    super('POLICY_INVALID', `The moderation policy cannot be used:\n${lines.join('\n')}`, options);
    this.problems = problems.slice(0, mostProblems);
  }

  static override isInstance(value: unknown): value is PolicyError {
    return ModerationError.isInstance(value) && value.code === 'POLICY_INVALID';
  }
}

/** Nobody knows a policy of that name. */
export class PolicyUnknownError extends ModerationError {
  constructor(name: string, known: readonly string[], options?: ErrorOptions) {
    super('POLICY_UNKNOWN', `There is no policy ${quoted(name)}; there are: ${known.join(', ')}.`, options);
  }

  static override isInstance(value: unknown): value is PolicyUnknownError {
    return ModerationError.isInstance(value) && value.code === 'POLICY_UNKNOWN';
  }
}

/** A caller asked for a policy that is not among those it may choose. */
export class PolicyNotAllowedError extends ModerationError {
  constructor(name: string, allowed: readonly string[], options?: ErrorOptions) {
    super(
      'POLICY_NOT_ALLOWED',
      `The policy ${quoted(name)} may not be chosen here; allowed: ${allowed.join(', ')}.`,
      options,
    );
  }

  static override isInstance(value: unknown): value is PolicyNotAllowedError {
    return ModerationError.isInstance(value) && value.code === 'POLICY_NOT_ALLOWED';
  }
}

const longestQuotedName = 64;

/** A name that a caller gave: cut, and escaped for logs. */
function quoted(name: string): string {
  return JSON.stringify(name.slice(0, longestQuotedName));
}

/** A classifier could not judge a text. Its message never holds the text. */
export class ClassifierError extends ModerationError {
  readonly classifier: string;

  constructor(classifier: string, message: string, options?: ErrorOptions) {
    super('CLASSIFIER_FAILED', message, options);
    this.classifier = classifier;
  }

  static override isInstance(value: unknown): value is ClassifierError {
    return ModerationError.isInstance(value) && value.code === 'CLASSIFIER_FAILED';
  }
}

/** A text was stopped where there is no answer to give in its place. Its message is the verdict's reason, which holds no text. */
export class ContentRefusedError extends ModerationError {
  readonly verdict: BlockVerdict | ErrorVerdict;

  constructor(verdict: BlockVerdict | ErrorVerdict, options?: ErrorOptions) {
    super('CONTENT_REFUSED', verdict.reason, options);
    this.verdict = verdict;
  }

  static override isInstance(value: unknown): value is ContentRefusedError {
    return ModerationError.isInstance(value) && value.code === 'CONTENT_REFUSED';
  }
}

/** Something inside a moderated model, chain or tool failed, and what its error says must not go on. */
export class RedactedError extends ModerationError {
  /** The HTTP status of the error that was withheld, if it had one. */
  readonly status?: number;

  constructor(kind: string, status?: number, options?: ErrorOptions) {
    super('ERROR_REDACTED', `What a ${kind} says was withheld: the moderation policy does not let it pass.`, options);
    if (status !== undefined) this.status = status;
  }

  static override isInstance(value: unknown): value is RedactedError {
    return ModerationError.isInstance(value) && value.code === 'ERROR_REDACTED';
  }
}

/** The library was put together in a way that cannot work, for example with two classifiers of one name. */
export class ConfigurationError extends ModerationError {
  constructor(message: string, options?: ErrorOptions) {
    super('CONFIGURATION_INVALID', message, options);
  }

  static override isInstance(value: unknown): value is ConfigurationError {
    return ModerationError.isInstance(value) && value.code === 'CONFIGURATION_INVALID';
  }
}
