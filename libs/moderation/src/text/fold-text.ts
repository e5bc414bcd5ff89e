import { homoglyphs } from './homoglyphs.js';
import { type TextView, TextViewBuilder, toIdentityView } from './text-view.js';

/** Characters that show nothing: format characters, variation selectors, fillers, the soft hyphen, the grapheme joiner. */
const invisible = /^[\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;

/** Marks that fit letters of any script. Vowel signs and other marks that belong to one script are not among them. */
const looseMark = /^(?=\p{M})\p{Script=Inherited}$/u;

const plainAscii = /^[\t\n\r\x20-\x7e]*$/;

/**
 * Folds a text to lower case in compatibility form (NFKD), so that disguised words read like plain ones.
 *
 * Invisible characters and loose marks are left out. Letters that look like an ASCII letter become that letter.
 */
export function foldText(text: string): TextView {
  if (plainAscii.test(text)) return { ...toIdentityView(text), text: text.toLowerCase() };
  const builder = new TextViewBuilder();
  let position = 0;
  for (const character of text) {
    const end = position + character.length;
    if (character <= '\x7e') {
      builder.append(character.toLowerCase(), position, end);
    } else if (!invisible.test(character)) {
      for (const part of character.normalize('NFKD').toLowerCase().normalize('NFKD')) {
        if (!looseMark.test(part)) builder.append(homoglyphs.get(part) ?? part, position, end);
      }
    }
    position = end;
  }
  return builder.build();
}

/** Folds a view: a decoded passage, for example, may be disguised in turn. */
export function foldView(view: TextView): TextView {
  const folded = foldText(view.text);
  return {
    text: folded.text,
    starts: folded.starts.map((start) => view.starts[start] ?? 0),
    ends: folded.ends.map((end) => view.ends[end - 1] ?? 0),
  };
}
