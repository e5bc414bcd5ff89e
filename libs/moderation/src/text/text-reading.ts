import { toDecodedViews, toDeobfuscatedViews } from './decoded/index.js';
import { foldPlainView } from './fold-text.js';
import { toPlainView } from './plain/index.js';
import { type TextView } from './text-view.js';
import { TextTokens } from './tokens/index.js';

/**
 * Reads one text in all the ways that classifiers need, each computed once and when it is first asked for. All classifiers read the
 * same views, so a disguise that hides nothing from one hides nothing from another.
 */
export class TextReading {
  readonly text: string;
  #plain: TextView | undefined;
  #folded: TextView | undefined;
  #tokens: TextTokens | undefined;
  #decoded: readonly TextView[] | undefined;
  #views: readonly TextView[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The text with plain characters, for values such as numbers and addresses. Case is kept. */
  get plain(): TextView {
    return (this.#plain ??= toPlainView(this.text));
  }

  /** The plain text in lower case without look-alike letters, for words. */
  get folded(): TextView {
    return (this.#folded ??= foldPlainView(this.plain));
  }

  /** The machine-written tokens of the text. Their ranges are those of the text itself. */
  get tokens(): TextTokens {
    return (this.#tokens ??= new TextTokens(this.text));
  }

  /** The passages that encode another text, decoded and not folded. */
  get decoded(): readonly TextView[] {
    return (this.#decoded ??= toDecodedViews(this.text));
  }

  /** The folded text, and every other way to read disguised words: see `toDeobfuscatedViews`. */
  get views(): readonly TextView[] {
    return (this.#views ??= toDeobfuscatedViews(this.folded, this.decoded, this.tokens));
  }
}

const readings = new WeakMap<object, TextReading>();

/**
 * Reads the text of an input. The reading is kept as long as the input, because each of the classifiers asks for it.
 * @param input One object per text: its text must not change.
 */
export function readText(input: { readonly text: string }): TextReading {
  const known = readings.get(input);
  if (known !== undefined) return known;
  const reading = new TextReading(input.text);
  readings.set(input, reading);
  return reading;
}

/** Lets an input use the reading of another one with the same text. */
export function shareReading(input: { readonly text: string }, other: { readonly text: string }): void {
  if (input.text === other.text) readings.set(input, readText(other));
}
