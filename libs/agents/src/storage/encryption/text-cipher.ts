import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { StorageKeyError } from '../../errors/storage-key-error.js';

const algorithm = 'aes-256-gcm';
const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

/** The first characters of every encrypted text. No JSON begins with them. */
const prefix = 'enc1:';

interface NamedKey {
  /** The beginning of the key's hash. It tells which key to use, and nothing about the key. */
  readonly name: string;
  readonly key: Buffer;
}

/**
 * Encrypts texts with AES-256-GCM, so that a stolen database file tells nothing. Each text gets a random nonce.
 *
 * The form is `enc1:<name of the key>:<base64 of nonce, tag and encrypted text>`.
 */
export class TextCipher {
  readonly #keys: readonly [NamedKey, ...NamedKey[]];

  /**
   * @param keys 32 random bytes each, as base64 or as 64 hexadecimal digits. The first one encrypts; the others only decrypt what
   *   they encrypted before
   * @throws StorageKeyError for a key of another form
   */
  constructor(keys: readonly [string, ...string[]]) {
    const [first, ...others] = keys;
    this.#keys = [toKey(first), ...others.map(toKey)];
  }

  encrypt(text: string): string {
    const [{ name, key }] = this.#keys;
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv(algorithm, key, nonce);
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `${prefix}${name}:${Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64')}`;
  }

  /** @throws StorageKeyError for a text of another key, or one that was changed */
  decrypt(text: string): string {
    const end = text.indexOf(':', prefix.length);
    const name = text.slice(prefix.length, end);
    const named = this.#keys.find((key) => key.name === name);
    if (!named)
      throw new StorageKeyError('they were encrypted with another key. Give that key, too, behind the new one');
    const bytes = Buffer.from(text.slice(end + 1), 'base64');
    try {
      const decipher = createDecipheriv(algorithm, named.key, bytes.subarray(0, nonceLength), {
        authTagLength: tagLength,
      });
      decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
      return decipher.update(bytes.subarray(nonceLength + tagLength), undefined, 'utf8') + decipher.final('utf8');
    } catch (error) {
      throw new StorageKeyError('an encrypted text was changed or cut. Put a copy of the database in its place', error);
    }
  }
}

/** Checks whether a stored text is encrypted. */
export function isEncrypted(text: string): boolean {
  return text.startsWith(prefix);
}

/** Requires a cipher for texts that are encrypted. @throws StorageKeyError when there is no key */
export function requireCipher(cipher: TextCipher | undefined): TextCipher {
  if (cipher) return cipher;
  throw new StorageKeyError('they are encrypted. Set the encryption key with which they were stored');
}

function toKey(text: string): NamedKey {
  const isHexadecimal = /^[\da-f]{64}$/i.test(text);
  const key = Buffer.from(text, isHexadecimal ? 'hex' : 'base64');
  if (key.length !== keyLength) {
    throw new StorageKeyError(
      'the encryption key must be 32 random bytes as base64 or hexadecimal. Make one with "openssl rand -base64 32"',
    );
  }
  return { name: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}
