import { toDeobfuscatedViews } from '../../text/deobfuscated-views.js';
import { type TextView } from '../../text/text-view.js';

/** Blanks the escapes of line breaks and quotes, as JSON has them: they would hide where a word begins. */
export function blankEscapes(text: string): string {
  return text.replace(/\\[nrt"]/g, '  ');
}

/** Reads a text in every way in which an attack may be disguised. The first reading has the text as it is written. */
export function toReadings(text: string): readonly TextView[] {
  return toDeobfuscatedViews(text, { includeLeet: true });
}
