import { type TextView, TextViewBuilder, toIdentityView } from '../text-view.js';
import { decodeEscapes } from './escapes.js';
import { dropInlineMarkup } from './inline-markup.js';
import { toPlainCharacter } from './plain-character.js';

const plainAscii = /^[\t\n\r\x20-\x7e]*$/;

/**
 * Reads a text in its plain form, in which a value looks the same however it was typed or encoded. Case is kept.
 *
 * Escapes are decoded, invisible characters and markup inside words are left out, and digits, spaces, dashes and dots are those of
 * ASCII. The view of an ordinary ASCII text is the text itself.
 */
export function toPlainView(text: string): TextView {
  const typed = toPlainCharacters(toIdentityView(text));
  // A decoded character may be of any script, and an escape may be written with characters of any script.
  return dropInlineMarkup(toPlainCharacters(decodeEscapes(typed)));
}

/** Converts each character of a view to its plain form. */
function toPlainCharacters(view: TextView): TextView {
  if (plainAscii.test(view.text)) return view;
  const builder = new TextViewBuilder();
  let position = 0;
  for (const character of view.text) {
    const end = position + character.length;
    if (character >= ' ' && character <= '\x7e') builder.appendPart(view, position, end);
    else
      builder.append(
        isLineSpace(character) ? character : toPlainCharacter(character),
        view.starts[position] ?? 0,
        view.ends[end - 1] ?? 0,
      );
    position = end;
  }
  return builder.build();
}

function isLineSpace(character: string): boolean {
  return character === '\t' || character === '\n' || character === '\r';
}
