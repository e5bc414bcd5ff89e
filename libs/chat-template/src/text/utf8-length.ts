/** How many bytes well-formed text has in UTF-8. Needs no buffer. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) length += unit <= 0x7ff || isSurrogate(unit) ? 1 : 2;
  }
  return length;
}

/** Two of them make one character of four bytes. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
