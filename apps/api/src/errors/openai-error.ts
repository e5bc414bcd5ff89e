/** The kinds of error that OpenAI's clients know. */
export type OpenAiErrorType =
  'invalid_request_error' | 'not_found_error' | 'rate_limit_error' | 'server_error' | 'service_unavailable_error';

/** The body of every error: `{ "error": { … } }`, as OpenAI's clients read it. */
export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: OpenAiErrorType;
    /** The field that was wrong, as a path such as `messages[1].content`. */
    readonly param: string | null;
    readonly code: string | null;
    /** Moderation categories, when the code is `content_filter`. */
    readonly categories?: readonly string[];
  };
}

export interface OpenAiErrorFields {
  readonly status: number;
  readonly message: string;
  readonly type: OpenAiErrorType;
  readonly param?: string | undefined;
  readonly code?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  /** Seconds after which it is worth to try again. */
  readonly retryAfterSeconds?: number | undefined;
  /** What the log says instead of the message; false for what is expected. Never holds text of a user. */
  readonly logged?: string | false | undefined;
}

/** An error that is shown to the caller as it is. */
export class OpenAiError extends Error {
  override readonly name = 'OpenAiError';
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  readonly #fields: OpenAiErrorFields;

  constructor(fields: OpenAiErrorFields) {
    super(fields.message);
    this.#fields = fields;
    this.status = fields.status;
    this.retryAfterSeconds = fields.retryAfterSeconds;
  }

  /** What the log says, if anything. */
  get logged(): string | false {
    return this.#fields.logged ?? this.message;
  }

  body(): OpenAiErrorBody {
    const { message, type, param, code, categories } = this.#fields;
    return { error: { message, type, param: param ?? null, code: code ?? null, ...(categories && { categories }) } };
  }
}
