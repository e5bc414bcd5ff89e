import { type Response } from 'express';
import { OpenAiError } from '../errors/openai-error.js';
import { ignoredHeader } from './tolerance.interceptor.js';

/** A field that the loaded model cannot honour, although others can. */
export interface IgnoredField {
  /** The path as the header lists it, such as `messages.name`. */
  readonly field: string;
  /** The first value, such as `messages[0].name`. */
  readonly param: string;
}

/** Treats fields whose effect depends on the model. The table of fields treats all others, before a model is chosen. */
export class IgnoredFields {
  readonly #isStrict: boolean;

  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  /** Lists fields in the header of ignored ones. @throws OpenAiError 400 for the first of them, on a strict server */
  ignore(response: Response, fields: readonly IgnoredField[]): void {
    const [first] = fields;
    if (!first) return;
    if (this.#isStrict) {
      throw new OpenAiError('unsupported_parameter', {
        param: first.param,
        message: `The field "${first.param}" is not supported by this model. Remove it from the request.`,
      });
    }
    const listed = response.getHeader(ignoredHeader);
    const names = fields.map(({ field }) => field);
    response.setHeader(ignoredHeader, [...(typeof listed === 'string' ? [listed] : []), ...names].join(', '));
  }
}
