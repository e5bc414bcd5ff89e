import { type ValueKeeper } from '../contract/value-keeper.js';
import { replacePlaceholders } from './find-placeholders.js';
import { TextRestorer } from './text-restorer.js';

/** The limits of a vault. */
export interface RedactionVaultOptions {
  /** The vault keeps at most this many values. Default 10,000. */
  readonly maximumValues?: number | undefined;
  /** The vault keeps at most this many characters of values. Default 1,000,000. */
  readonly maximumCharacters?: number | undefined;
}

/** A redacted value, and the name that stands for it in placeholders. */
interface KeptValue {
  readonly value: string;
  /** Whether the value was a bare number of JSON, whose placeholder stands in quotes. */
  readonly isNumber: boolean;
}

/**
 * Keeps redacted values in memory, so that their placeholders can be replaced by them again. Use one vault for one request or one
 * conversation, and never share it: each holder of a vault can read its values.
 *
 * It works under a policy with `redaction.mode: restore`. Under any other policy it stays empty, and restores nothing. A full vault keeps no
 * further value: its placeholder then stays in the text.
 *
 * @example
 * const vault = new RedactionVault();
 * const prompt = await moderateOrThrow(moderator, 'Write to bob@harbour.org.', { vault }); // 'Write to [EMAIL_…].'
 * vault.restore(prompt); // 'Write to bob@harbour.org.'
 */
export class RedactionVault implements ValueKeeper {
  // Private fields: neither JSON nor `console.log` shows them.
  readonly #values = new Map<string, KeptValue>();
  readonly #maximumValues: number;
  readonly #maximumCharacters: number;
  #characters = 0;
  #isFull = false;

  constructor({ maximumValues = 10_000, maximumCharacters = 1_000_000 }: RedactionVaultOptions = {}) {
    this.#maximumValues = maximumValues;
    this.#maximumCharacters = maximumCharacters;
  }

  /** The number of values in the vault. */
  get size(): number {
    return this.#values.size;
  }

  /** Whether a value was refused, because the vault is full. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /**
   * Keeps a value under a name, or under the name with a number when another value has that name.
   * @returns the name, which stands for no other value of this vault.
   */
  keep(name: string, value: string, isNumber = false): string {
    for (let count = 1; ; count += 1) {
      const candidate = count === 1 ? name : `${name}_${count}`;
      const known = this.#values.get(candidate);
      if (known === undefined) {
        this.#add(candidate, { value, isNumber });
        return candidate;
      }
      if (known.value === value && known.isNumber === isNumber) return candidate;
    }
  }

  /** Replaces each placeholder of this vault by its value. Any other text stays as it is. */
  restore(text: string): string {
    return this.#restore(text, false);
  }

  /** Finds the number whose placeholder is the whole text; undefined for any other text. */
  findNumber(text: string): number | undefined {
    const kept = /^\[[A-Z0-9_]+\]$/.test(text) ? this.#values.get(text.slice(1, -1)) : undefined;
    return kept?.isNumber ? Number(kept.value) : undefined;
  }

  /** Creates a restorer for a text that comes in pieces. */
  createTextRestorer(): TextRestorer {
    return new TextRestorer(
      () => this.size === 0,
      (text, isAfterBracket) => this.#restore(text, isAfterBracket),
    );
  }

  #restore(text: string, isAfterBracket: boolean): string {
    return this.size === 0 ? text : replacePlaceholders(text, (name) => this.#values.get(name), isAfterBracket);
  }

  #add(name: string, kept: KeptValue): void {
    const { length } = kept.value;
    // It stays full: a later value must not get the name that a refused value has in some text.
    this.#isFull ||= this.size >= this.#maximumValues || this.#characters + length > this.#maximumCharacters;
    if (this.#isFull) return;
    this.#values.set(name, kept);
    this.#characters += length;
  }
}
