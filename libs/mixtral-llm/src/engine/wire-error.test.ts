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
  ])('arrives as an instance of its own class: $name', (error) => {
    const arrived = fromWireError(structuredClone(toWireError(error)));
    expect(arrived).toBeInstanceOf(error.constructor);
    expect(arrived).toMatchObject({ code: error.code, message: error.message });
  });

  it.each([new TypeError('odd'), 'odd'])('keeps its message when its class is unknown', (error) => {
    expect(fromWireError(toWireError(error)).message).toBe('odd');
  });
});
