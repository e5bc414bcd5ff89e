/** Counts the UTF-8 bytes of well-formed text, without a buffer. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) length += unit <= 0x7ff || isSurrogate(unit) ? 1 : 2;
  }
  return length;
}

/** Recognises half of a surrogate pair. A pair is one character of four bytes. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
