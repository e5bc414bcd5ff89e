import { type EncodedPrompt } from '@leeward/chat-template';
import { type Engine } from '../engine/engine.js';
import { InvalidOptionError } from '../errors/index.js';

/**
 * Encodes a text to be continued. It begins with BOS if the model was trained so; nothing in the text becomes a control
 * token.
 *
 * @throws {InvalidOptionError} for an empty text, where the model has no BOS either
 */
export async function encodeCompletionPrompt(
  text: string,
  engine: Engine,
  signal?: AbortSignal,
): Promise<EncodedPrompt> {
  const { bos, beginsWithBos } = engine.model.vocabulary;
  const beginning = beginsWithBos && bos !== undefined ? [bos] : [];
  const [encoded] = await engine.tokenize([text], { signal });
  const tokens = [...beginning, ...(encoded?.tokens ?? [])];
  if (tokens.length === 0) {
    const problem = 'is empty, and this model has no token that begins a text';
    throw new InvalidOptionError('prompt', problem, 'give some text');
  }
  return {
    tokens,
    spans: [
      { messageIndex: -1, source: 'template', start: 0, end: beginning.length },
      { messageIndex: 0, source: 'user', start: beginning.length, end: tokens.length },
    ],
    templateVersion: 'completion',
  };
}
