import { type TextView, TextViewBuilder } from '../text-view.js';

/** The fewest base64 characters that count as a passage: six encoded letters. */
const minimumCharacters = 8;
const base64Passage = new RegExp(`[A-Za-z0-9+/_-]{${minimumCharacters},}`, 'g');

/** The fewest characters of decoded text: shorter ones are mostly chance. */
const minimumDecodedCharacters = 5;

/** Shorter decoded texts count only when all of it is letters and spaces: other short texts are mostly chance. */
const minimumSurePassage = 16;

/**
 * Decodes the base64 passages that contain text, into one view per passage. Each character of a view maps to the whole
 * passage.
 */
export function toBase64Views(text: string): readonly TextView[] {
  const views: TextView[] = [];
  for (const { 0: passage, index } of text.matchAll(base64Passage)) {
    const decoded = decodePassage(passage);
    if (decoded === undefined) continue;
    const builder = new TextViewBuilder();
    builder.append(decoded, index, index + passage.length);
    views.push(builder.build());
  }
  return views;
}

/** Finds the start of a base64 passage that later text may continue; undefined when the text ends with none. */
export function findOpenBase64Passage(text: string): number | undefined {
  let start = text.length;
  while (start > 0 && /[A-Za-z0-9+/_-]/.test(text.charAt(start - 1))) start -= 1;
  return text.length - start >= minimumCharacters ? start : undefined;
}

/** Decodes a passage from each offset of a base64 group, and returns the first result that is text. */
function decodePassage(passage: string): string | undefined {
  for (let offset = 0; offset < 4; offset += 1) {
    const bytes = Buffer.from(passage.slice(offset), 'base64');
    // The passage may be cut inside a character at either end.
    const decoded = bytes.toString('utf8').replace(/^\ufffd{1,3}|\ufffd{1,3}$/g, '');
    if (isText(decoded, passage.length)) return decoded;
  }
  return undefined;
}

function isText(decoded: string, passageLength: number): boolean {
  if (decoded.length < minimumDecodedCharacters) return false;
  if (passageLength < minimumSurePassage) return /^[a-z ]+$/i.test(decoded);
  return !/[^\t\n\r\P{C}]|\ufffd/u.test(decoded);
}
