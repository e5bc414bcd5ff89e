import { type BlockVerdict, type ErrorVerdict } from '../contract/verdict.js';
import { type FileProblem, listProblems, maximumProblems } from './file-problem.js';

/** The stable codes of this library's errors. */
export type ModerationErrorCode =
  | 'POLICY_INVALID'
  | 'POLICY_UNKNOWN'
  | 'POLICY_NOT_ALLOWED'
  | 'CLASSIFIER_FAILED'
  | 'CONFIGURATION_INVALID'
  | 'CONTENT_REFUSED'
  | 'ERROR_REDACTED';

/** Marks the errors of this library, so that `isInstance` works across copies of the package and realms. */
const marker = Symbol.for('leeward.moderation.error');

/** The base of every error of this library. Their messages hold no moderated text. */
export abstract class ModerationError extends Error {
  /** Names the condition of a class of errors. */
  static readonly code?: ModerationErrorCode;
  /** Names the condition. It never changes, so programs may rely on it. */
  abstract readonly code: ModerationErrorCode;
  readonly [marker] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  /**
   * Checks whether a value is an error of this class. Works across copies of the package, where `instanceof` does not.
   *
   * @example
   * if (ContentRefusedError.isInstance(error)) console.log(error.verdict.reason);
   */
  static isInstance<Instance extends ModerationError>(
    this: (abstract new (...parameters: never[]) => Instance) & { readonly code?: ModerationErrorCode },
    value: unknown,
  ): value is Instance {
    // No `instanceof Error`: an error from another realm, such as a `vm` context, has another `Error` class.
    if (typeof value !== 'object' || value === null || !(marker in value)) return false;
    return this.code === undefined || (value as ModerationError).code === this.code;
  }
}

/** One problem of a policy file. */
export type PolicyProblem = FileProblem;

/** Thrown for a policy that cannot be used. The message lists at most 20 problems with file, line and field. */
export class PolicyError extends ModerationError {
  static override readonly code = 'POLICY_INVALID';
  readonly code = PolicyError.code;
  readonly problems: readonly PolicyProblem[];

  constructor(fileName: string, problems: readonly PolicyProblem[], options?: ErrorOptions) {
    super(`The moderation policy cannot be used:\n${listProblems(fileName, problems)}`, options);
    this.problems = problems.slice(0, maximumProblems);
  }
}

/** Thrown for a policy name that is not known. The message lists the known names. */
export class PolicyUnknownError extends ModerationError {
  static override readonly code = 'POLICY_UNKNOWN';
  readonly code = PolicyUnknownError.code;

  constructor(name: string, known: readonly string[], options?: ErrorOptions) {
    super(`There is no policy ${quoteName(name)}; there are: ${known.join(', ')}.`, options);
  }
}

/** Thrown when a caller asks for a policy that it may not choose. The message lists the allowed names. */
export class PolicyNotAllowedError extends ModerationError {
  static override readonly code = 'POLICY_NOT_ALLOWED';
  readonly code = PolicyNotAllowedError.code;

  constructor(name: string, allowed: readonly string[], options?: ErrorOptions) {
    super(`The policy ${quoteName(name)} may not be chosen here; allowed: ${allowed.join(', ')}.`, options);
  }
}

const maximumQuotedCharacters = 64;

/** Cuts and escapes a name that came from a caller, because messages go to logs. */
function quoteName(name: string): string {
  return JSON.stringify(name.slice(0, maximumQuotedCharacters));
}

/** The code of the failure that a `ClassifierError` becomes in a verdict. */
interface ClassifierErrorOptions extends ErrorOptions {
  /** Default `failed`. `too-long` says that another try fails as well. */
  readonly failure?: 'failed' | 'too-long' | 'overloaded' | undefined;
}

/** Thrown by a classifier that cannot classify a text. Its message must not hold the text: verdicts repeat it. */
export class ClassifierError extends ModerationError {
  static override readonly code = 'CLASSIFIER_FAILED';
  readonly code = ClassifierError.code;
  readonly classifier: string;
  readonly failure: 'failed' | 'too-long' | 'overloaded';

  constructor(classifier: string, message: string, options: ClassifierErrorOptions = {}) {
    super(message, options);
    this.classifier = classifier;
    this.failure = options.failure ?? 'failed';
  }
}

/** Thrown for a text or value that must not be released, and that no other answer can replace. */
export class ContentRefusedError extends ModerationError {
  static override readonly code = 'CONTENT_REFUSED';
  readonly code = ContentRefusedError.code;
  readonly verdict: BlockVerdict | ErrorVerdict;

  constructor(verdict: BlockVerdict | ErrorVerdict, options?: ErrorOptions) {
    super(verdict.reason, options);
    this.verdict = verdict;
  }
}

/** Replaces an error of a moderated model, chain or tool whose message the policy does not let pass. */
export class RedactedError extends ModerationError {
  static override readonly code = 'ERROR_REDACTED';
  readonly code = RedactedError.code;
  /** The HTTP status of the replaced error, if it had one. */
  readonly status?: number | undefined;

  constructor(kind: string, status?: number, options?: ErrorOptions) {
    super(`The message of a ${kind} was redacted: the moderation policy does not let it pass.`, options);
    this.status = status;
  }
}

/** Thrown when the library is set up in a way that cannot work, such as two classifiers of one name. */
export class ConfigurationError extends ModerationError {
  static override readonly code = 'CONFIGURATION_INVALID';
  readonly code = ConfigurationError.code;
}
