export { TextTokens, toTokenKind } from './find-tokens.js';
export { looksRandom } from './looks-random.js';
export { type Token, type TokenKind } from './token.js';
