import mistral from 'mistral-tokenizer-js';
import { type EncodedText, type Tokenizer } from '../tokenizer.js';
import { utf8Length } from '../utf8-length.js';

const bytePiece = /^<0x([0-9A-F]{2})>$/;

/** The Mistral v1 vocabulary as the port that templates need, for tests. */
export const v1Tokenizer: Tokenizer = {
  encode(text: string): EncodedText {
    const tokens = mistral.encode(text, false, true);
    return { tokens, byteLengths: tokens.map((token) => bytesOf(token).length) };
  },
  decode(tokens: readonly number[]): string {
    return new TextDecoder().decode(Uint8Array.from(tokens.flatMap((token) => [...bytesOf(token)])));
  },
  controlTokens: new Map([
    ['<s>', 1],
    ['</s>', 2],
  ]),
};

function bytesOf(token: number): Uint8Array {
  const piece = mistral.vocabById[token] as string;
  const byte = bytePiece.exec(piece)?.[1];
  return byte === undefined ? new TextEncoder().encode(piece.replaceAll('\u2581', ' ')) : Uint8Array.of(Number.parseInt(byte, 16));
}

/** A tokenizer that remembers how many bytes it was asked to encode. */
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
