import { type ErrorCode, type ErrorRow, errorTable, type OpenAiErrorType } from './error-table.js';

/** The body of every error: `{ "error": { … } }`, as OpenAI's clients read it. */
interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: OpenAiErrorType;
    /** The field that was wrong, as a path such as `messages[1].content`. */
    readonly param: string | null;
    readonly code: ErrorCode | null;
    /** Moderation categories, when the code is `content_filter`. */
    readonly categories?: readonly string[] | undefined;
  };
}

/** The fields of an error that its row of the table does not set. */
interface OpenAiErrorDetails {
  readonly message: string;
  readonly param?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  /** Default: the status of the code's row; 500 for an error without a code. */
  readonly status?: number | undefined;
  /** Seconds after which the caller should try again. Default: those of the code's row. */
  readonly retryAfterSeconds?: number | undefined;
  /** Whether clients must not try again by themselves. Default: as the code's row says. */
  readonly isFinal?: boolean | undefined;
  /** Written to the log in place of the message. It never holds text of a user. */
  readonly logged?: string | undefined;
}

/** An error that is shown to the caller as it is. */
export class OpenAiError extends Error {
  override readonly name = 'OpenAiError';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  /** Whether clients must not try again by themselves. */
  readonly isFinal: boolean;
  /** The line for the log; undefined for a condition that is expected. */
  readonly logged: string | undefined;
  readonly #code: ErrorCode | undefined;
  readonly #type: OpenAiErrorType;
  readonly #details: OpenAiErrorDetails;

  /** @param code its row of the table gives status, type and retry; undefined for an error that only has a status */
  constructor(code: ErrorCode | undefined, details: OpenAiErrorDetails) {
    super(details.message);
    const row: Partial<ErrorRow> = code === undefined ? {} : errorTable[code];
    this.status = details.status ?? row.status ?? 500;
    this.retryAfterSeconds = details.retryAfterSeconds ?? row.retryAfterSeconds;
    this.isFinal = details.isFinal ?? row.isFinal ?? false;
    this.logged = row.isExpected ? undefined : (details.logged ?? details.message);
    this.#code = code;
    this.#type = row.type ?? (this.status < 500 ? 'invalid_request_error' : 'server_error');
    this.#details = details;
  }

  body(): OpenAiErrorBody {
    const { message, param, categories } = this.#details;
    return {
      error: {
        message,
        type: this.#type,
        param: param ?? null,
        code: this.#code ?? null,
        categories,
      },
    };
  }
}
