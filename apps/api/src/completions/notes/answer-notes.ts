import { type SchemaReport } from '@leeward/mixtral-llm';
import { type Response } from 'express';
import { toHeaderList } from '../../http/header-list.js';

/** The header that tells whether an answer satisfies schemas that were checked afterwards. */
export const schemaHeader = 'x-leeward-schema';

/** The header that lists the messages that were left out of a conversation that was too long. */
export const truncatedHeader = 'x-leeward-truncated';

/** Notes for the caller on one answer, besides moderation. They hold no text of the request or the answer. */
export interface PresentedNotes {
  /** Present when a schema was checked afterwards. `unmet`: a call or a text does not satisfy it. */
  readonly schema?: SchemaReport['status'];
  /** The messages that were left out, such as `messages[1]`. */
  readonly truncated?: readonly string[];
}

/** Collects the notes on one answer. */
export class AnswerNotes {
  #schema: SchemaReport['status'] | undefined;
  #truncated: readonly string[] = [];

  /** Adds the check of one choice. The worst of all choices is shown. */
  addSchema(status: SchemaReport['status']): void {
    const order = ['met', 'unchecked', 'unmet'] as const;
    this.#schema = order[Math.max(order.indexOf(status), order.indexOf(this.#schema ?? 'met'))];
  }

  addTruncated(paths: readonly string[]): void {
    this.#truncated = paths;
  }

  /** Writes the notes to the headers of the answer, unless these were sent already. */
  show(response: Response): void {
    if (response.headersSent) return;
    if (this.#schema !== undefined) response.setHeader(schemaHeader, this.#schema);
    if (this.#truncated.length > 0) response.setHeader(truncatedHeader, toHeaderList(this.#truncated));
  }

  /** Presents the notes as fields of an answer. Undefined when there are none. */
  present(): PresentedNotes | undefined {
    if (this.#schema === undefined && this.#truncated.length === 0) return undefined;
    return {
      ...(this.#schema !== undefined && { schema: this.#schema }),
      ...(this.#truncated.length > 0 && { truncated: this.#truncated }),
    };
  }
}
