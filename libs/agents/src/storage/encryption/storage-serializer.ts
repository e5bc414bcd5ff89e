import { JsonPlusSerializer, type SerializerProtocol } from '@langchain/langgraph-checkpoint';
import { toInertState } from './inert-state.js';
import { requireCipher, type TextCipher } from './text-cipher.js';

/** The endings of types whose bytes are base64, and whose bytes are an encrypted text. */
const base64Ending = '+base64';
const encryptedEnding = '+aes';

/**
 * Converts the state of graphs to bytes for a checkpointer, encrypted where there is a key.
 *
 * The bytes are always text in UTF-8, since `SqliteSaver` reads what a step wrote as text.
 */
export class StorageSerializer implements SerializerProtocol {
  readonly #plain = new JsonPlusSerializer();
  readonly #cipher: TextCipher | undefined;

  constructor(cipher: TextCipher | undefined) {
    this.#cipher = cipher;
  }

  async dumpsTyped(data: unknown): Promise<[string, Uint8Array]> {
    let [type, bytes] = await this.#plain.dumpsTyped(toInertState(data));
    if (type === 'bytes') {
      type += base64Ending;
      bytes = Buffer.from(Buffer.from(bytes).toString('base64'));
    }
    if (!this.#cipher) return [type, bytes];
    return [type + encryptedEnding, Buffer.from(this.#cipher.encrypt(Buffer.from(bytes).toString('utf8')))];
  }

  async loadsTyped(type: string, data: Uint8Array | string): Promise<unknown> {
    if (type.endsWith(encryptedEnding)) {
      const text = requireCipher(this.#cipher).decrypt(toText(data));
      return this.loadsTyped(type.slice(0, -encryptedEnding.length), text);
    }
    if (!type.endsWith(base64Ending)) return this.#plain.loadsTyped(type, data);
    return this.#plain.loadsTyped(type.slice(0, -base64Ending.length), Buffer.from(toText(data), 'base64'));
  }
}

function toText(data: Uint8Array | string): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
}
