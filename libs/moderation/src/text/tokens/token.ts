import { type TextRange } from '../../contract/moderation-input.js';

/**
 * Names the kind of a machine-written token.
 *
 * - `uuid`, `hex` (a hash, a colour, an address part), `encoded` (base64 and its kind), `id` (a long mix of letters and digits):
 *   random characters, in which letters and digits mean nothing;
 * - `number` (with a decimal point or an exponent), `version`, `timestamp`: digits that are no account, card or phone number;
 * - `url`, `path`, `remote` (`git@host:path`), `mail`: names of a place.
 */
export type TokenKind =
  'uuid' | 'hex' | 'encoded' | 'id' | 'number' | 'version' | 'timestamp' | 'url' | 'path' | 'remote' | 'mail';

/** One machine-written token of a text. */
export interface Token extends TextRange {
  readonly kind: TokenKind;
}
