/** Computes the 32-bit FNV-1a hash of the text's UTF-16 units, in hexadecimal. Distinguishes versions; not for security. */
export function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
