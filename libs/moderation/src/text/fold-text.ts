import { homoglyphs } from './homoglyphs.js';
import { toPlainView } from './plain/index.js';
import { type TextView, TextViewBuilder } from './text-view.js';

/** Marks that fit letters of any script. Vowel signs and other marks that belong to one script are not among them. */
const looseMark = /^(?=\p{M})\p{Script=Inherited}$/u;

/** A letter with all its marks has fewer parts. */
const maximumDecomposedLength = 6;

const ascii = /^\p{ASCII}*$/u;

/**
 * Folds a text to lower case in compatibility form (NFKD), so that disguised words read like plain ones.
 *
 * It folds the plain view of the text: loose marks are left out, and letters that look like an ASCII letter become that letter.
 */
export function foldText(text: string): TextView {
  return foldPlainView(toPlainView(text));
}

/** Folds the plain view of a text. */
export function foldPlainView(plain: TextView): TextView {
  if (ascii.test(plain.text)) return { ...plain, text: plain.text.toLowerCase() };
  const builder = new TextViewBuilder();
  let position = 0;
  for (const character of plain.text) {
    const end = position + character.length;
    const [start, originalEnd] = [plain.starts[position] ?? 0, plain.ends[end - 1] ?? 0];
    if (character <= '\x7f') {
      builder.append(character.toLowerCase(), start, originalEnd);
    } else {
      for (const part of decompose(character)) {
        if (!looseMark.test(part)) builder.append(homoglyphs.get(part) ?? part, start, originalEnd);
      }
    }
    position = end;
  }
  return builder.build();
}

/** Decomposes a character into lower-case letters and marks. One that stands for a whole phrase (U+FDFA) stays as it is. */
function decompose(character: string): string {
  const decomposed = character.normalize('NFKD').toLowerCase().normalize('NFKD');
  return decomposed.length > maximumDecomposedLength ? character : decomposed;
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
