import { type JsonObject, type JsonValue } from '../../contract/json.js';
import { StorageError } from '../../errors/storage-error.js';
import { isEncrypted, requireCipher, type TextCipher } from './text-cipher.js';

/** Converts values to the texts that are stored, encrypted where there is a key. */
export class JsonCodec {
  readonly #cipher: TextCipher | undefined;

  constructor(cipher: TextCipher | undefined) {
    this.#cipher = cipher;
  }

  write(value: JsonValue | object): string {
    const text = JSON.stringify(value);
    return this.#cipher?.encrypt(text) ?? text;
  }

  writeOptional(value: JsonValue | object | null | undefined): string | null {
    return value === null || value === undefined ? null : this.write(value);
  }

  /** Reads a stored text. One that was stored before there was a key is plain. @throws StorageError for a damaged text */
  read(text: string): JsonValue {
    const json = isEncrypted(text) ? requireCipher(this.#cipher).decrypt(text) : text;
    try {
      return JSON.parse(json) as JsonValue;
    } catch (error) {
      // The message of the cause would show a part of the text.
      throw new StorageError({ code: 'SQLITE_CORRUPT', name: (error as Error).name });
    }
  }

  readObject(text: string): JsonObject {
    return this.read(text) as JsonObject;
  }

  readOptional(text: string | null): JsonValue | null {
    return text === null ? null : this.read(text);
  }
}
