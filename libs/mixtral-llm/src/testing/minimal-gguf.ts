/** Makes the smallest whole GGUF file, without tensors or metadata. @param padding bytes to add after the header */
export function minimalGguf(padding = 0): Buffer {
  const header = Buffer.alloc(24);
  header.write('GGUF');
  header.writeUInt32LE(3, 4);
  return Buffer.concat([header, Buffer.alloc(padding, 7)]);
}
