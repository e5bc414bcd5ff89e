/** The smallest whole GGUF file, without tensors or metadata, with bytes behind its header to make it large. */
export function minimalGguf(padding = 0): Buffer {
  const header = Buffer.alloc(24);
  header.write('GGUF');
  header.writeUInt32LE(3, 4);
  return Buffer.concat([header, Buffer.alloc(padding, 7)]);
}
