import {
  type MessageSource,
  nameSource,
  type RenamedPart,
  toBodyPath,
} from '../../completions/chat/moderation/message-sources.js';
import { type OpenAiError } from '../../errors/openai-error.js';

const renamedParts: readonly RenamedPart[] = [
  [/^(tools\[\d+\])\.function\b/, '$1'],
  [/^response_format(?:\.json_schema)?\b/, 'text.format'],
  [/^max_tokens\b/, 'max_output_tokens'],
  [/^messages$/, 'input'],
];

/** Finds the parts of a body from which a chat request was made. */
export class ResponsePaths {
  readonly #sources: readonly MessageSource[];
  /** The index of each tool in the body. */
  readonly #tools: readonly number[];

  constructor(sources: readonly MessageSource[], tools: readonly number[]) {
    this.#sources = sources;
    this.#tools = tools;
  }

  /** Converts the path of a part of a chat request. Bound, so that it can be passed on. */
  readonly toBodyPath = (path: string): string =>
    toBodyPath(path, this.#sources, renamedParts).replace(
      /^tools\[(\d+)\]/,
      (_, index: string) => `tools[${this.#tools[Number(index)] ?? index}]`,
    );

  /** Presents an error with the parts of the body that it is about. Bound, as `toBodyPath`. */
  readonly presentError = (error: OpenAiError): object => {
    const body = error.body().error;
    return {
      error: {
        ...body,
        message: nameSource(body.message, this.#sources),
        param: body.param === null ? null : this.toBodyPath(body.param),
      },
    };
  };
}
