import { utf8Length } from '../text/utf8-length.js';
import { loadMistralTokenizer } from '../tokenizer/load-mistral-tokenizer.js';
import { type EncodedText, type Tokenizer } from '../tokenizer/tokenizer.js';

/** The Mistral v1 vocabulary, loaded. */
export const v1Tokenizer: Tokenizer = await loadMistralTokenizer('v1');

/** Counts the bytes that it was asked to encode. */
export class CountingTokenizer implements Tokenizer {
  readonly controlTokens = v1Tokenizer.controlTokens;
  encodedBytes = 0;

  encode(text: string): EncodedText {
    this.encodedBytes += utf8Length(text);
    return v1Tokenizer.encode(text);
  }

  decode(tokens: readonly number[]): string {
    return v1Tokenizer.decode(tokens);
  }
}
