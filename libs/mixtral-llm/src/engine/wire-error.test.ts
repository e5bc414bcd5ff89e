import { describe, expect, it } from '@jest/globals';
import {
  ContextOverflowError,
  EngineClosedError,
  GrammarDeadEndError,
  InvalidGrammarError,
  ModelFileError,
  ModelLoadError,
  ModelTooLargeError,
  QueueFullError,
  UnsupportedVocabularyError,
} from '../errors/index.js';
import { fromWireError, toWireError } from './wire-error.js';

describe('errors between processes', () => {
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
  ])('arrive as they were sent: $name', (error) => {
    const arrived = fromWireError(structuredClone(toWireError(error)));
    expect(arrived).toBeInstanceOf(error.constructor);
    expect(arrived).toMatchObject({ code: error.code, message: error.message });
  });

  it.each([new TypeError('odd'), 'odd'])('keep their message when they are of no known kind', (error) => {
    expect(fromWireError(toWireError(error)).message).toBe('odd');
  });
});
