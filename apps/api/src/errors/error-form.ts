import { type OpenAiError } from './openai-error.js';

/** The form of errors on some paths, stored with a request. */
export interface ErrorFormLocals {
  /** Converts an error to the body of its answer. Default: OpenAI's form. */
  presentError?: (error: OpenAiError) => object;
}
