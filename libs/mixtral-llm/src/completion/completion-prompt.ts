import { type EncodedPrompt } from '@leeward/chat-template';
import { type Engine } from '../engine/engine.js';
import { InvalidOptionError } from '../errors/index.js';

/**
 * A text to be continued, as the ids that the model reads: its beginning-of-text token, if it was trained with one, and the text.
 * Nothing in the text becomes a control token.
 *
 * @throws {InvalidOptionError} for an empty text, where the model has no token to begin with
 */
export async function completionPrompt(text: string, engine: Engine, signal?: AbortSignal): Promise<EncodedPrompt> {
  const { bos, beginsWithBos } = engine.model.vocabulary;
  const beginning = beginsWithBos && bos !== undefined ? [bos] : [];
  const [encoded] = await engine.tokenize([text], { signal });
  const tokens = [...beginning, ...(encoded?.tokens ?? [])];
  if (tokens.length === 0)
    throw new InvalidOptionError(
      'prompt',
      'is empty, and this model has no token that begins a text',
      'give some text',
    );
  return {
    tokens,
    spans: [
      { messageIndex: -1, source: 'template', start: 0, end: beginning.length },
      { messageIndex: 0, source: 'user', start: beginning.length, end: tokens.length },
    ],
    templateVersion: 'completion',
  };
}
