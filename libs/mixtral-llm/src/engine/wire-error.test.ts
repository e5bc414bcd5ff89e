import { describe, expect, it } from '@jest/globals';
import {
  ContextOverflowError,
  EmbeddingInputError,
  EngineClosedError,
  GrammarDeadEndError,
  IncompatibleDraftModelError,
  InvalidGrammarError,
  InvalidOptionError,
  ModelFileError,
  ModelLoadError,
  ModelTooLargeError,
  QueueFullError,
  UnsupportedVocabularyError,
} from '../errors/index.js';
import { fromWireError, toWireError } from './wire-error.js';

describe('an error sent between processes', () => {
  it.each([
    new ContextOverflowError(5000, 4096),
    new QueueFullError(64, 7),
    new EngineClosedError(),
    new InvalidGrammarError(),
    new GrammarDeadEndError(),
    new ModelFileError('a.gguf', 'it is cut off'),
    new ModelLoadError('a.gguf', new Error('no device')),
    new ModelTooLargeError(9, 5, 'needs 9 bytes'),
    new UnsupportedVocabularyError('wordpiece'),
    new EmbeddingInputError(3, 30, 20),
    new IncompatibleDraftModelError('a.gguf', 'no'),
    new InvalidOptionError('prompt', 'has no tokens', 'send some text'),
  ])('arrives as an instance of its own class: $name', (error) => {
    const arrived = fromWireError(structuredClone(toWireError(error)));
    expect(arrived).toBeInstanceOf(error.constructor);
    expect(arrived).toMatchObject({ code: error.code, message: error.message });
  });

  it('keeps only its message when another library throws it, although the code is one of ours', () => {
    const foreign = Object.assign(new Error('odd'), { code: 'QUEUE_FULL' });
    expect(fromWireError(toWireError(foreign))).not.toBeInstanceOf(QueueFullError);
  });

  it.each([new TypeError('odd'), 'odd'])('keeps its message when its class is unknown', (error) => {
    expect(fromWireError(toWireError(error)).message).toBe('odd');
  });
});
