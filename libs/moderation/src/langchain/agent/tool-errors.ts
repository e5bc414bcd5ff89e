import { isGraphBubbleUp } from '@langchain/langgraph';

import { ContentRefusedError } from '../../errors/moderation-errors.js';

/**
 * Remembers the errors of one tool call. LangChain gives the error of a tool to the model, and ends the run at an error of a
 * middleware; with any middleware around tools, both arrive in the same way.
 */
export class ToolErrors {
  readonly #moderate: (error: unknown) => Promise<unknown>;
  readonly #errors: { readonly raised: unknown; readonly moderated: unknown }[] = [];

  /** @param moderate returns the error to throw in place of the tool's own */
  constructor(moderate: (error: unknown) => Promise<unknown>) {
    this.#moderate = moderate;
  }

  /** Moderates an error of the tool itself. Returns the error to throw in its place. */
  async moderate(raised: unknown): Promise<unknown> {
    const moderated = await this.#moderate(raised);
    this.#errors.push({ raised, moderated });
    return moderated;
  }

  /**
   * Describes an error for the model, with the tool's own words. They are not moderated.
   *
   * @param isObserved whether the tool reports its errors to `moderate`
   * @returns undefined for an error that is not the tool's, for an interrupt or a command, and for a refusal
   */
  describe(error: unknown, isObserved: boolean): string | undefined {
    let cause = error;
    while (hasBrand(cause, 'MiddlewareError')) cause = cause.cause;
    if (isGraphBubbleUp(cause) || ContentRefusedError.isInstance(cause)) return undefined;
    if (hasBrand(cause, 'ToolInvocationError') && 'toolError' in cause) return describeError(cause.toolError);
    const known = this.#errors.find(({ moderated }) => moderated === cause);
    if (known) return describeError(known.raised);
    return isObserved || hasBrand(error, 'MiddlewareError') ? undefined : describeError(error);
  }
}

/** Recognises LangChain's errors by their mark. Not every version in the range of the peer dependency exports the classes. */
function hasBrand(error: unknown, brand: string): error is Error {
  return error instanceof Error && '~brand' in error && error['~brand'] === brand;
}

/** Describes an error as LangChain does for the model. */
function describeError(error: unknown): string {
  return `${toText(error)}\n Please fix your mistakes.`;
}

function toText(error: unknown): string {
  try {
    return String(error);
  } catch {
    // Not every object can be converted to text.
    return 'Error';
  }
}
